#!/usr/bin/env bash
# Puts a libtorch and the JNI library that fits it into one folder, from which Wordsight runs without network.
#
#   libtorch.sh cpu  JARS OUT                  libtorch for CPUs, from DJL's jar among JARS
#   libtorch.sh cuda JARS OUT SITE_PACKAGES    the libtorch of the Python package torch==2.7.1, with CUDA's libraries
#
# JARS is a folder with pytorch-jni-*.jar (jobs/target/lib of a build). OUT gets
#   lib/           libtorch and libdjl_torch.so: PYTORCH_LIBRARY_PATH
#   cuda/          CUDA's libraries in one folder: LD_LIBRARY_PATH (cuda only)
#   environment    the variables, one a line, as `source` and `docker --env-file` read them
# With cuda, lib/ and cuda/ are links: SITE_PACKAGES stays where it is.
set -euo pipefail

fail() { # status message
  echo "$2" >&2
  exit "$1"
}

case $#:${1:-} in
  3:cpu | 4:cuda) ;;
  *) fail 2 "Cannot make a folder of libtorch: expected \"libtorch.sh cpu JARS OUT\" or \"libtorch.sh cuda JARS OUT SITE_PACKAGES\"." ;;
esac
kind=$1 jars=$2 out=$3 site=${4:-}

# one PATTERN: the only file of this name among the jars.
one() {
  local found=("$jars"/$1)
  [ -e "${found[0]}" ] || fail 3 "Cannot make a folder of libtorch: $jars holds no $1, expected the libraries of a build. Build with submit/wordsight --version, and name jobs/target/lib."
  [ ${#found[@]} = 1 ] || fail 3 "Cannot make a folder of libtorch: $jars holds several $1. Leave one."
  printf '%s' "${found[0]}"
}

# unpack JAR NAME: a file or folder of a jar, into the working folder.
unpack() {
  local file
  file=$(cd "$(dirname "$1")" && pwd)/${1##*/}
  (cd "$work" && "$jar" xf "$file" "$2")
  [ -e "$work/$2" ] || fail 3 "Cannot make a folder of libtorch: ${1##*/} holds no $2. Use the jar of the build."
}

jar=${JAVA_HOME:+$JAVA_HOME/bin/}jar
command -v "$jar" > /dev/null || fail 2 "Cannot make a folder of libtorch: there is no program jar. Install a JDK 17, or set JAVA_HOME to one."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jni=$(one 'pytorch-jni-*.jar')
# The release of libtorch for which the JNI library was built: jni_version=2.7.1-0.35.1
unpack "$jni" jnilib/pytorch.properties
version=$(sed -n 's/^jni_version=\([0-9.]*\)-.*/\1/p' "$work/jnilib/pytorch.properties")

mkdir -p "$out/lib"
out=$(cd "$out" && pwd)
case $kind in
  cpu)
    flavour=cpu
    native=$(one 'pytorch-native-cpu-*-linux-x86_64.jar')
    unpack "$native" pytorch/cpu/linux-x86_64
    mv -f "$work"/pytorch/cpu/linux-x86_64/* "$out/lib/"
    ;;
  cuda)
    flavour=cu128
    site=$(cd "$site" 2> /dev/null && pwd) || fail 3 "Cannot make a folder of libtorch: there is no folder $4. Install the Python package torch==$version and name its site-packages."
    found=$(sed -n "s/^__version__ = ['\"]\([0-9.]*\).*/\1/p" "$site/torch/version.py" 2> /dev/null || true)
    [ "$found" = "$version" ] || fail 3 "Cannot make a folder of libtorch: $site holds torch ${found:-of no version}, expected $version, for which the JNI library was built. Install torch==$version."
    for file in libc10.so libc10_cuda.so libtorch.so libtorch_cpu.so libtorch_cuda.so; do
      [ -e "$site/torch/lib/$file" ] || fail 3 "Cannot make a folder of libtorch: $site/torch/lib holds no $file, expected a torch for CUDA. Install torch==$version from the Python package index."
      ln -sfn "$site/torch/lib/$file" "$out/lib/$file"
    done
    mkdir -p "$out/cuda"
    for file in "$site"/torch/lib/*.so* "$site"/nvidia/*/lib/*.so* "$site"/cusparselt/lib/*.so*; do
      [ ! -e "$file" ] || ln -sfn "$file" "$out/cuda/${file##*/}"
    done
    for file in libcudart.so libcublas.so libcudnn.so libcusparseLt.so; do
      compgen -G "$out/cuda/$file*" > /dev/null || fail 3 "Cannot make a folder of libtorch: $site holds no $file, expected CUDA's libraries. Install torch==$version with all that it needs."
    done
    ;;
esac
unpack "$jni" "jnilib/linux-x86_64/$flavour/libdjl_torch.so"
mv -f "$work/jnilib/linux-x86_64/$flavour/libdjl_torch.so" "$out/lib/"

{
  echo "PYTORCH_LIBRARY_PATH=$out/lib"
  echo "PYTORCH_VERSION=$version"
  echo "PYTORCH_FLAVOR=$flavour"
  if [ "$kind" = cuda ]; then
    echo "LD_LIBRARY_PATH=$out/cuda"
  fi
  echo "DJL_OFFLINE=true"
  echo "OPT_OUT_TRACKING=true"
} > "$out/environment"
echo "libtorch $version for $flavour: $out/lib ($(find "$out/lib" -name '*.so*' | wc -l) libraries); its environment: $out/environment"
