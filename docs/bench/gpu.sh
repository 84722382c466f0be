#!/usr/bin/env bash
# All measurements and checks on a GPU, in at most 8 minutes and without network: the references
# in float32, our speed and memory beside transformers and PEFT, how far our losses are from PEFT's in bfloat16, whether a
# step gives the same bits again, and a profile. The most valuable steps come first: the time may end before the last.
#
#   docs/bench/gpu.sh --libtorch DIR [--out FILE] [options]
#
#   --libtorch DIR   libtorch for CUDA (libtorch_cuda.so and others, or links to them), and beside them the
#                    libdjl_torch.so that was built for it; libtorch 2.7.1 for CUDA 12.8 needs none
#   --out FILE       the results (default gpu-results.txt)
#   --model DIR      the checkpoint for the measurements; if it does not exist, one of random weights is made and stays
#                    (default: one is made and deleted at the end)
#   --size SIZE      the size of a checkpoint that is made: 8b, 1b or tiny (default 8b)
#   --shards N       logical shards of our LoRA steps (default 1)
#   --micro-batch-tokens N   the most tokens of one forward pass of ours (default 8192)
#   --only STEPS     some of the steps, separated by commas
#   --limit SECONDS  steps that have not begun by then are left out (default 480)
#   --dry-run        print the plan: a line a step with its name, its most seconds and its command
# Exit status: 0; 1 if a step failed, or if the same work gave other bits (the results say which); 2 for the command
# line; 5 for the libtorch. The references in bfloat16 only show differences: their bounds are those of float32. Steps
# that the time leaves out, or ends, have not failed.
#
# Environment: WORDSIGHT         the command of the product (default: this clone's submit/wordsight)
#              WORDSIGHT_PYTHON  a Python with torch for the GPU, transformers, peft and safetensors (default python3)
#              PYTORCH_VERSION, PYTORCH_FLAVOR   of the libtorch, if no file beside it has them
#              LD_LIBRARY_PATH   the folders of CUDA's libraries, if the system does not find them
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
out=gpu-results.txt
libtorch=
model=
size=8b
shards=1
micro_batch_tokens=8192
only=
limit=480
dry_run=

fail() { # status message
  echo "$2" >&2
  exit "$1"
}

while [ $# -gt 0 ]; do
  case $1 in
    --dry-run)
      dry_run=yes
      shift
      continue
      ;;
    --help | -h)
      sed -n '2,/^set -/p' "${BASH_SOURCE[0]}" | sed -n 's/^# \{0,1\}//p'
      exit 0
      ;;
  esac
  [ $# -gt 1 ] || fail 2 "Cannot measure the GPU: $1 has no value, or is not known. See --help."
  case $1 in
    --libtorch) libtorch=$2 ;;
    --out) out=$2 ;;
    --model) model=$2 ;;
    --size) size=$2 ;;
    --shards) shards=$2 ;;
    --micro-batch-tokens) micro_batch_tokens=$2 ;;
    --only) only=$2 ;;
    --limit) limit=$2 ;;
    *) fail 2 "Cannot measure the GPU: $1 is not known. See --help." ;;
  esac
  shift 2
done
case $size in
  8b | 1b | tiny) ;;
  *) fail 2 "Cannot measure the GPU: --size is $size, expected 8b, 1b or tiny. Change it." ;;
esac
case $limit in
  '' | *[!0-9]*) fail 2 "Cannot measure the GPU: --limit is $limit, expected a number of seconds. Change it." ;;
esac

wordsight=${WORDSIGHT:-$home/submit/wordsight}
python=${WORDSIGHT_PYTHON:-python3}
unset WORDSIGHT_PYTHON # The benchmarks' own peers are for the CPU.
references=${WORDSIGHT_REFERENCES:-$home/common/src/test/resources/references}
tokenizer=${WORDSIGHT_TOKENIZER:-$home/conf/demo/teacher}
scripts=$home/docs/bench
device="--device gpu:0"
work=${TMPDIR:-/tmp}/wordsight-gpu-$$
[ -n "$model" ] || model=$work/model
made=
[ -e "$model/config.json" ] || made=yes
# The fast form for answers and steps; the references are compared in float32.
fast="--model $model $device --precision bfloat16"
steps="--shards $shards --micro-batch-tokens $micro_batch_tokens"

# The plan: name, most seconds, command. The references are compared while the checkpoint is made.
plan() {
  local one
  for one in llama qwen2 qwen2_vl llava_onevision mllama; do
    echo "verify-$one|90|$wordsight verify --reference $references/$one $device --precision float32"
  done
  for one in llama qwen2; do
    echo "verify-bfloat16-$one|60|$wordsight verify --reference $references/$one $device --precision bfloat16"
  done
  if [ -n "$made" ]; then
    echo "model|120|$python $scripts/gpu_model.py $model $tokenizer $size"
  fi
  echo "answering|100|$wordsight bench answering $fast --out $work/figures.jsonl"
  echo "lora-step|100|$wordsight bench lora-step $fast $steps --out $work/figures.jsonl"
  echo "peer|200|$python $scripts/gpu_peer.py $model all"
  # A comparison of losses has one training of ours and three of PEFT's. With 8B, the one in float32 takes a minute.
  echo "lora-losses-paper|180|env WORDSIGHT_PYTHON=$python $wordsight bench lora-losses-paper $fast $steps"
  echo "lora-step-again|60|$wordsight bench lora-step $fast $steps --repetitions 3 --out $work/again.jsonl"
  echo "profile-lora-step|90|$wordsight bench lora-step $fast $steps --repetitions 1 --profile $work/profile"
  echo "lora-losses|180|env WORDSIGHT_PYTHON=$python $wordsight bench lora-losses $fast $steps"
  echo "profile-answering|90|$wordsight bench answering $fast --repetitions 1 --profile $work/profile"
}

# The steps of --only, and the checkpoint if one of them needs it.
chosen() {
  local wanted=,$only,
  case $wanted in
    *,answering,* | *,lora-*,* | *,peer,* | *,profile-*,*) wanted=${wanted}model, ;;
  esac
  plan | while IFS='|' read -r name seconds command; do
    case $wanted in
      ,, | *,"$name",*) echo "$name|$seconds|$command" ;;
    esac
  done
}

names=$(plan | cut -d'|' -f1 | paste -sd' ')
for name in ${only//,/ }; do
  case " $names " in
    *" $name "*) ;;
    *) fail 2 "Cannot measure the GPU: --only names the step $name, expected some of $names. Change it." ;;
  esac
done
if [ -n "$dry_run" ]; then
  chosen
  exit 0
fi

[ -n "$libtorch" ] || fail 2 "Cannot measure the GPU: --libtorch is absent, expected a folder with a libtorch for CUDA. Add --libtorch DIR."
for file in libtorch.so libtorch_cpu.so libtorch_cuda.so libc10.so libc10_cuda.so; do
  [ -e "$libtorch/$file" ] ||
    fail 5 "Cannot measure the GPU: $libtorch holds no $file, expected a libtorch for CUDA. Name its folder with --libtorch."
done
libtorch=$(cd "$libtorch" && pwd)
if [ -z "${PYTORCH_VERSION:-}" ] || [ -z "${PYTORCH_FLAVOR:-}" ]; then
  # A wheel has its version in version.py, an archive of libtorch in build-version.
  real=$(dirname "$(readlink -f "$libtorch/libtorch.so")")
  full=$(sed -n "s/^__version__ = ['\"]\(.*\)['\"].*/\1/p" "$real/../version.py" 2> /dev/null ||
    cat "$real/../build-version" 2> /dev/null || true)
  flavour=${full##*+}
  # The package 2.7.1 is for CUDA 12.6. DJL's JNI library for it is the one for 12.8.
  [ "$full" != 2.7.1+cu126 ] || [ -e "$libtorch/libdjl_torch.so" ] || flavour=cu128
  export PYTORCH_VERSION=${PYTORCH_VERSION:-${full%%+*}} PYTORCH_FLAVOR=${PYTORCH_FLAVOR:-$flavour}
  [ -n "$PYTORCH_VERSION" ] ||
    fail 5 "Cannot measure the GPU: nothing beside $libtorch tells its version. Set PYTORCH_VERSION and PYTORCH_FLAVOR (such as cu128)."
fi
if [ ! -e "$libtorch/libdjl_torch.so" ] && [ "$PYTORCH_VERSION" != 2.7.1 ]; then
  fail 5 "Cannot measure the GPU: $libtorch holds no libdjl_torch.so, and the one that comes with DJL fits libtorch 2.7.1 alone, not $PYTORCH_VERSION. Build it for this libtorch and put it there."
fi
export PYTORCH_LIBRARY_PATH=$libtorch

mkdir -p "$work/logs"
trap 'rm -rf "$work"' EXIT
: > "$out"
say() {
  printf '%s\n' "$*" | tee -a "$out"
}

# run_step NAME SECONDS COMMAND: the output goes to a log. A failure is noted, and the next step goes on.
run_step() {
  local left=$((limit - SECONDS)) most=$2 began=$SECONDS status=0 ended=
  if [ "$left" -le 5 ]; then
    say "$1: left out, the time is over"
    return
  fi
  [ "$most" -le "$left" ] || most=$left
  # shellcheck disable=SC2086 # a command with its arguments
  timeout -k 5 "$most" $3 > "$work/logs/$1.out" 2> "$work/logs/$1.err" || status=$?
  case $status in
    124 | 137) [ "$most" = "$2" ] || ended=yes ;; # It had less time than it may need.
  esac
  echo "$status $((SECONDS - began)) $ended" > "$work/logs/$1.status"
}

# failed NAME: notes a step that the results name at the end.
failures=
failed() {
  failures="$failures $1"
}

# told NAME: the output of a step.
told() {
  [ -e "$work/logs/$1.status" ] || return 0
  local status seconds ended
  read -r status seconds ended < "$work/logs/$1.status"
  say "== $1: status $status after $seconds s"
  case $1 in
    verify-bfloat16-*) grep -E 'losses|logits|passed,' "$work/logs/$1.out" | head -n 12 | tee -a "$out" || true ;;
    verify-*)
      sed '$d' "$work/logs/$1.out" | grep failed | head -n 20 | tee -a "$out" || true
      tail -n 1 "$work/logs/$1.out" | tee -a "$out"
      ;;
    *) cut -c1-20000 "$work/logs/$1.out" | tee -a "$out" ;;
  esac
  if [ "$status" != 0 ] || [ "$1" = peer ]; then
    tail -n 25 "$work/logs/$1.err" | cut -c1-600 | tee -a "$out"
  fi
  if [ -n "$ended" ]; then
    say "$1: ended before it was done, the time is over"
    return
  fi
  case $1:$status in
    *:0) ;;
    verify-bfloat16-*:1) tail -n 1 "$work/logs/$1.out" | grep -qE '^[0-9]+ passed, [0-9]+ failed$' || failed "$1" ;;
    *) failed "$1" ;;
  esac
}

say "wordsight $("$wordsight" --version 2> /dev/null | head -n 1), libtorch $PYTORCH_VERSION for $PYTORCH_FLAVOR"
say "$(nvidia-smi --query-gpu=name,driver_version,memory.total,memory.used --format=csv,noheader 2>&1 | head -n 1)"

# The references run while the checkpoint is made; no time is measured there.
while IFS='|' read -r name seconds command; do
  case $name in
    verify-* | model) run_step "$name" "$seconds" "$command" & ;;
  esac
done < <(chosen)
wait
while IFS='|' read -r name seconds command; do
  case $name in
    verify-* | model) told "$name" ;;
  esac
done < <(chosen)

while IFS='|' read -r name seconds command; do
  case $name in
    verify-* | model) ;;
    *)
      run_step "$name" "$seconds" "$command"
      told "$name"
      ;;
  esac
done < <(chosen)

cat "$work/logs/peer.out" 2> /dev/null >> "$work/figures.jsonl" || true
if [ -s "$work/figures.jsonl" ]; then
  say "== table"
  "$python" "$scripts/gpu_table.py" "$work/figures.jsonl" "$work/again.jsonl" | tee -a "$out" || failed table
fi
for file in "$work"/profile/*; do
  [ -e "$file" ] || continue
  say "== ${file##*/}"
  head -n 90 "$file" | cut -c1-240 >> "$out"
done
[ -z "$failures" ] || say "== failed:$failures"
say "== done after $SECONDS s"
[ -z "$failures" ] || exit 1
