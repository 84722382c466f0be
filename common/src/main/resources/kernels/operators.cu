// Our own operators for a GPU's layers. Each reads and writes every number once, where
// libtorch's operations need several passes. operators_own.py calls them, and operators_libtorch.py
// says the same in libtorch's operations.
//
// The driver takes operators.ptx, which common/src/main/python/make_operators.py makes of this file and of
// operators_rows.cuh.
//
// An operator has a kernel for each type of numbers. Its arguments are the operator's: pointers, then
// whole numbers of 64 bits without the type. A thread computes COLUMNS numbers of each of some rows.
// Arithmetic is in float32, like libtorch's. A kernel takes as long as its accesses to memory if threads
// wait for several at once, and have few instructions for each number.
//
// common/src/test/cpp/operators_on_cpu.cpp compiles this file for a CPU and runs every kernel.

#include "operators_rows.cuh"

struct Channel {
  unsigned bits;
};

// What dropout keeps of a thread's columns: a number where b a + d reaches the limit, else 0. Whole numbers
// wrap in 32 bits. The function is that of Dropout.java. What is not kept is 0, even if it was no number.
struct Kept {
  Stored<Channel> b;
  int least;

  template <bool WHOLE>
  __device__ static Kept of(const Channel* channels, Work work, Whole least) {
    return {read<WHOLE>(channels + work.first, work.count), (int)least};
  }

  __device__ bool keeps(int2 token, int i) const {
    return (int)((unsigned)token.x * b.words[i] + (unsigned)token.y) >= least;
  }

  template <typename T>
  __device__ Stored<T> from(const Stored<T>& stored, int2 token) const {
    Stored<T> result;
#pragma unroll
    for (int word = 0; word < COLUMNS / Stored<T>::IN_A_WORD; word++) {
      unsigned bits = 0;
#pragma unroll
      for (int j = 0; j < Stored<T>::IN_A_WORD; j++) {
        int i = word * Stored<T>::IN_A_WORD + j;
        if (keeps(token, i)) bits |= (unsigned)Stored<T>::ALL_BITS << Stored<T>::shift(i);
      }
      result.words[word] = stored.words[word] & bits;
    }
    return result;
  }
};

template <bool WHOLE, typename T>
__device__ void dropout_rows(T* y, const T* x, const int2* tokens, const Channel* channels, Whole rows, Work work,
                             Whole y_row, Whole x_row, Whole least_kept, bool add) {
  struct Row {
    Stored<T> x, y;
    int2 token;
  };
  Kept kept = Kept::of<WHOLE>(channels, work, least_kept);
  each_row<AT_ONCE<WHOLE, T>>(
      rows,
      [&](Whole row) {
        Row some;
        some.x = read<WHOLE>(x + row * x_row + work.first, work.count);
        some.token = tokens[row];
        if (add) some.y = read<WHOLE>(y + row * y_row + work.first, work.count);
        return some;
      },
      [&](Whole row, const Row& some) {
        Stored<T> result = kept.from(some.x, some.token);
        if (add) {
          Stored<T> sum = {};
#pragma unroll
          for (int i = 0; i < COLUMNS; i++) sum.set(i, some.y.number(i) + result.number(i));
          result = sum;
        }
        write<WHOLE>(y + row * y_row + work.first, result, work.count);
      });
}

// y = kept(x), or y += kept(x). y, x: [rows, width], their rows y_row and x_row numbers apart.
// tokens: [rows] of a and d; channels: [width].
template <typename T>
__device__ void dropout(T* y, const T* x, const int2* tokens, const Channel* channels, Whole rows, Whole width,
                        Whole y_row, Whole x_row, Whole least_kept, Whole add) {
  Work work(width);
  if (work.count <= 0) return;
  if (width % COLUMNS == 0 && aligned(y) && aligned(x) && aligned(channels) && aligned<T>(y_row) && aligned<T>(x_row)) {
    dropout_rows<true>(y, x, tokens, channels, rows, work, y_row, x_row, least_kept, add);
  } else {
    dropout_rows<false>(y, x, tokens, channels, rows, work, y_row, x_row, least_kept, add);
  }
}

// The arguments of two or three dropouts of matrices [rows, width] without gaps. The third ones are the
// second ones again if there are two.
template <typename Pointer>
struct Parts {
  Pointer first, second, third;
  const int2 *first_tokens, *second_tokens, *third_tokens;

  __device__ bool aligned() const { return ::aligned(first) && ::aligned(second) && ::aligned(third); }
};

template <bool WHOLE, typename T>
__device__ void dropout_each_rows(const Parts<T*>& parts, const T* x, const Channel* channels, Whole rows, Whole width,
                                  Work work, Whole least_kept, bool three) {
  struct Row {
    Stored<T> x;
    int2 first, second, third;
  };
  Kept kept = Kept::of<WHOLE>(channels, work, least_kept);
  each_row<AT_ONCE<WHOLE, T>>(
      rows,
      [&](Whole row) {
        return Row{read<WHOLE>(x + row * width + work.first, work.count), parts.first_tokens[row],
                   parts.second_tokens[row], parts.third_tokens[row]};
      },
      [&](Whole row, const Row& some) {
        Whole place = row * width + work.first;
        write<WHOLE>(parts.first + place, kept.from(some.x, some.first), work.count);
        write<WHOLE>(parts.second + place, kept.from(some.x, some.second), work.count);
        if (three) write<WHOLE>(parts.third + place, kept.from(some.x, some.third), work.count);
      });
}

// Each part = kept(x), by its own tokens. count: 2 or 3 parts.
template <typename T>
__device__ void dropout_each(const Parts<T*>& parts, const T* x, const Channel* channels, Whole rows, Whole width,
                             Whole least_kept, Whole count) {
  Work work(width);
  if (work.count <= 0) return;
  if (width % COLUMNS == 0 && parts.aligned() && aligned(x) && aligned(channels)) {
    dropout_each_rows<true>(parts, x, channels, rows, width, work, least_kept, count == 3);
  } else {
    dropout_each_rows<false>(parts, x, channels, rows, width, work, least_kept, count == 3);
  }
}

template <bool WHOLE, typename T>
__device__ void dropout_sum_rows(T* y, const Parts<const T*>& parts, const Channel* channels, Whole rows, Whole width,
                                 Work work, Whole least_kept, bool three) {
  struct Row {
    Stored<T> y, first, second, third;
    int2 first_token, second_token, third_token;
  };
  Kept kept = Kept::of<WHOLE>(channels, work, least_kept);
  each_row<1>(
      rows,
      [&](Whole row) {
        Whole place = row * width + work.first;
        Row some = {};
        some.y = read<WHOLE>(y + place, work.count);
        some.first = read<WHOLE>(parts.first + place, work.count);
        some.second = read<WHOLE>(parts.second + place, work.count);
        if (three) some.third = read<WHOLE>(parts.third + place, work.count);
        some.first_token = parts.first_tokens[row];
        some.second_token = parts.second_tokens[row];
        some.third_token = parts.third_tokens[row];
        return some;
      },
      [&](Whole row, const Row& some) {
        Stored<T> first = kept.from(some.first, some.first_token);
        Stored<T> second = kept.from(some.second, some.second_token);
        Stored<T> third = kept.from(some.third, some.third_token);
        Stored<T> sum = {};
#pragma unroll
        for (int i = 0; i < COLUMNS; i++) {
          sum.set(i, some.y.number(i) + first.number(i) + second.number(i) + third.number(i));
        }
        write<WHOLE>(y + row * width + work.first, sum, work.count);
      });
}

// y += the sum of kept(part), each by its own tokens. count: 2 or 3 parts.
template <typename T>
__device__ void dropout_sum(T* y, const Parts<const T*>& parts, const Channel* channels, Whole rows, Whole width,
                            Whole least_kept, Whole count) {
  Work work(width);
  if (work.count <= 0) return;
  if (width % COLUMNS == 0 && aligned(y) && parts.aligned() && aligned(channels)) {
    dropout_sum_rows<true>(y, parts, channels, rows, width, work, least_kept, count == 3);
  } else {
    dropout_sum_rows<false>(y, parts, channels, rows, width, work, least_kept, count == 3);
  }
}

template <bool WHOLE, typename T>
__device__ void gated_rows(T* m, T* dropped, const T* gate, const T* up, const int2* tokens, const Channel* channels,
                           Whole rows, Whole width, Work work, Whole least_kept, bool drops) {
  struct Row {
    Stored<T> gate, up;
    int2 token;
  };
  Kept kept;
  if (drops) kept = Kept::of<WHOLE>(channels, work, least_kept);
  each_row<AT_ONCE<WHOLE, T>>(
      rows,
      [&](Whole row) {
        Whole place = row * width + work.first;
        Row some;
        some.gate = read<WHOLE>(gate + place, work.count);
        some.up = read<WHOLE>(up + place, work.count);
        if (drops) some.token = tokens[row];
        return some;
      },
      [&](Whole row, const Row& some) {
        Whole place = row * width + work.first;
        Stored<T> result = {};
#pragma unroll
        for (int i = 0; i < COLUMNS; i++) {
          float g = some.gate.number(i);
          result.set(i, g * sigmoid<T>(g) * some.up.number(i));
        }
        write<WHOLE>(m + place, result, work.count);
        if (drops) write<WHOLE>(dropped + place, kept.from(result, some.token), work.count);
      });
}

// m = silu(gate) up and, if `drops` says so, dropped = kept(m). All are [rows, width] without gaps.
template <typename T>
__device__ void gated(T* m, T* dropped, const T* gate, const T* up, const int2* tokens, const Channel* channels,
                      Whole rows, Whole width, Whole least_kept, Whole drops) {
  Work work(width);
  if (work.count <= 0) return;
  if (width % COLUMNS == 0 && aligned(m) && aligned(dropped) && aligned(gate) && aligned(up) && aligned(channels)) {
    gated_rows<true>(m, dropped, gate, up, tokens, channels, rows, width, work, least_kept, drops);
  } else {
    gated_rows<false>(m, dropped, gate, up, tokens, channels, rows, width, work, least_kept, drops);
  }
}

template <bool WHOLE, typename T>
__device__ void gated_back_rows(T* gate, T* up, T* dm, const T* part, const int2* tokens, const Channel* channels,
                                Whole rows, Whole width, Work work, Whole least_kept, bool drops) {
  struct Row {
    Stored<T> gate, up, dm, part;
    int2 token;
  };
  Kept kept;
  if (drops) kept = Kept::of<WHOLE>(channels, work, least_kept);
  each_row<AT_ONCE<WHOLE, T>>(
      rows,
      [&](Whole row) {
        Whole place = row * width + work.first;
        Row some;
        some.gate = read<WHOLE>(gate + place, work.count);
        some.up = read<WHOLE>(up + place, work.count);
        some.dm = read<WHOLE>(dm + place, work.count);
        if (drops) some.part = read<WHOLE>(part + place, work.count);
        if (drops) some.token = tokens[row];
        return some;
      },
      [&](Whole row, const Row& some) {
        Whole place = row * width + work.first;
        Stored<T> part = {};
        if (drops) part = kept.from(some.part, some.token);
        Stored<T> m = {}, dgate = {}, dup = {};
#pragma unroll
        for (int i = 0; i < COLUMNS; i++) {
          float g = some.gate.number(i), u = some.up.number(i), s = sigmoid<T>(g);
          float d = some.dm.number(i) + part.number(i);
          m.set(i, g * s * u);
          dgate.set(i, d * u * (s * (1.f + g * (1.f - s))));
          dup.set(i, d * (g * s));
        }
        write<WHOLE>(dm + place, drops ? kept.from(m, some.token) : m, work.count);
        write<WHOLE>(gate + place, dgate, work.count);
        write<WHOLE>(up + place, dup, work.count);
      });
}

// The gradients of gate and up, in their places, from that of m = silu(gate) up. Its own place takes m. If
// `drops` says so, kept(part) is added to m's gradient, and m's place takes kept(m). All are [rows, width]
// without gaps.
template <typename T>
__device__ void gated_back(T* gate, T* up, T* dm, const T* part, const int2* tokens, const Channel* channels,
                           Whole rows, Whole width, Whole least_kept, Whole drops) {
  Work work(width);
  if (work.count <= 0) return;
  if (width % COLUMNS == 0 && aligned(gate) && aligned(up) && aligned(dm) && aligned(part) && aligned(channels)) {
    gated_back_rows<true>(gate, up, dm, part, tokens, channels, rows, width, work, least_kept, drops);
  } else {
    gated_back_rows<false>(gate, up, dm, part, tokens, channels, rows, width, work, least_kept, drops);
  }
}

// x cos + sign z sin.
template <typename T>
__device__ Stored<T> rotated(const Stored<T>& x, const Stored<Float32>& cos, const Stored<T>& z,
                             const Stored<Float32>& sin, float sign) {
  Stored<T> result = {};
#pragma unroll
  for (int i = 0; i < COLUMNS; i++) result.set(i, x.number(i) * cos.number(i) + sign * z.number(i) * sin.number(i));
  return result;
}

// y = x rotated, head by head; the halves of a head are the two coordinates. y: [rows, 2 width] without
// gaps; x: the same, its rows x_row numbers apart. cos, sin: [rows, 2 half], float32. half: half the
// width of a head. back: whether the rotation is inverse.
template <typename T>
__device__ void turned(T* y, const T* x, const Float32* cos, const Float32* sin, Whole rows, Whole width,
                       Whole half, Whole x_row, Whole back) {
  struct Row {
    Stored<T> low, high;
    Stored<Float32> cos_low, sin_low, cos_high, sin_high;
  };
  Work work(width);
  if (work.count <= 0) return;
  float sign = back ? -1.f : 1.f;
  if (half % COLUMNS == 0 && aligned(y) && aligned(x) && aligned<T>(x_row) && aligned(cos) && aligned(sin)) {
    int j = work.first % (int)half;
    Whole head = 2 * work.first - j;
    each_row<1>(
        rows,
        [&](Whole row) {
          const T* from = x + row * x_row + head;
          Whole angle = row * 2 * half + j;
          return Row{read<true>(from, COLUMNS),
                     read<true>(from + half, COLUMNS),
                     read<true>(cos + angle, COLUMNS),
                     read<true>(sin + angle, COLUMNS),
                     read<true>(cos + angle + half, COLUMNS),
                     read<true>(sin + angle + half, COLUMNS)};
        },
        [&](Whole row, const Row& some) {
          T* to = y + row * 2 * width + head;
          write<true>(to, rotated(some.low, some.cos_low, some.high, some.sin_low, -sign), COLUMNS);
          write<true>(to + half, rotated(some.high, some.cos_high, some.low, some.sin_high, sign), COLUMNS);
        });
  } else {
    each_row<1>(
        rows, [](Whole row) { return row; },
        [&](Whole row, Whole) {
#pragma unroll 1
          for (int i = work.first; i < work.first + work.count; i++) {
            int j = i % (int)half;
            const T* from = x + row * x_row + 2 * i - j;
            T* to = y + row * 2 * width + 2 * i - j;
            Whole angle = row * 2 * half + j;
            float first = from[0].number(), second = from[half].number();
            to[0] = T::of(first * cos[angle].number() - sign * second * sin[angle].number());
            to[half] = T::of(second * cos[angle + half].number() + sign * first * sin[angle + half].number());
          }
        });
  }
}

#define KERNELS(T, type)                                                                                           \
  extern "C" __global__ void dropout_##type(T* y, const T* x, const int2* tokens, const Channel* channels,         \
                                            Whole rows, Whole width, Whole y_row, Whole x_row, Whole least_kept,   \
                                            Whole add) {                                                           \
    dropout(y, x, tokens, channels, rows, width, y_row, x_row, least_kept, add);                                   \
  }                                                                                                                \
  extern "C" __global__ void dropout_each_##type(                                                                  \
      T* first, T* second, T* third, const T* x, const int2* first_tokens, const int2* second_tokens,              \
      const int2* third_tokens, const Channel* channels, Whole rows, Whole width, Whole least_kept, Whole parts) { \
    Parts<T*> all = {first, second, third, first_tokens, second_tokens, third_tokens};                             \
    dropout_each(all, x, channels, rows, width, least_kept, parts);                                                \
  }                                                                                                                \
  extern "C" __global__ void dropout_sum_##type(                                                                   \
      T* y, const T* first, const T* second, const T* third, const int2* first_tokens, const int2* second_tokens,  \
      const int2* third_tokens, const Channel* channels, Whole rows, Whole width, Whole least_kept, Whole parts) { \
    Parts<const T*> all = {first, second, third, first_tokens, second_tokens, third_tokens};                       \
    dropout_sum(y, all, channels, rows, width, least_kept, parts);                                                 \
  }                                                                                                                \
  extern "C" __global__ void gated_##type(T* m, T* dropped, const T* gate, const T* up, const int2* tokens,        \
                                          const Channel* channels, Whole rows, Whole width, Whole least_kept,      \
                                          Whole drops) {                                                           \
    gated(m, dropped, gate, up, tokens, channels, rows, width, least_kept, drops);                                 \
  }                                                                                                                \
  extern "C" __global__ void gated_back_##type(T* gate, T* up, T* dm, const T* part, const int2* tokens,           \
                                               const Channel* channels, Whole rows, Whole width, Whole least_kept, \
                                               Whole drops) {                                                      \
    gated_back(gate, up, dm, part, tokens, channels, rows, width, least_kept, drops);                              \
  }                                                                                                                \
  extern "C" __global__ void turned_##type(T* y, const T* x, const Float32* cos, const Float32* sin, Whole rows,   \
                                           Whole width, Whole half, Whole x_row, Whole back) {                     \
    turned(y, x, cos, sin, rows, width, half, x_row, back);                                                        \
  }

KERNELS(Bfloat16, bfloat16)
KERNELS(Float16, float16)
KERNELS(Float32, float32)
