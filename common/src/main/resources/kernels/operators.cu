// Our own operators for training's layers on a GPU. Each reads and writes every number once, where
// libtorch's operations need several passes. operators_own.py calls them, and operators_libtorch.py
// says the same in libtorch's operations.
//
// The driver takes operators.ptx, which common/src/main/python/make_operators.py makes of this file.
//
// An operator has a kernel for each type of numbers. Its arguments are the operator's: pointers, then
// whole numbers of 64 bits without the type. A thread computes COLUMNS numbers of each of some rows.
// Arithmetic is in float32, like libtorch's.
//
// common/src/test/cpp/operators_on_cpu.cpp compiles this file for a CPU and runs every kernel.

using Whole = long long;

enum { COLUMNS = 8, ROWS = 4 };

struct Bfloat16 {
  unsigned short bits;

  __device__ float number() const { return __uint_as_float((unsigned)bits << 16); }

  __device__ static Bfloat16 of(float number) {
    unsigned bits = __float_as_uint(number);
    if ((bits & 0x7fffffffu) > 0x7f800000u) return {0x7fff};
    return {(unsigned short)((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16)};
  }
};

struct Float16 {
  unsigned short bits;

#ifdef __CUDACC__
  __device__ float number() const {
    float number;
    asm("cvt.f32.f16 %0, %1;" : "=f"(number) : "h"(bits));
    return number;
  }

  __device__ static Float16 of(float number) {
    unsigned short bits;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(number));
    return {bits};
  }
#else
  float number() const { return widened(bits); }

  static Float16 of(float number) { return {narrowed(number)}; }
#endif
};

struct Float32 {
  float bits;

  __device__ float number() const { return bits; }

  __device__ static Float32 of(float number) { return {number}; }
};

// The numbers of a thread in one row.
struct Some {
  float of[COLUMNS];
};

template <typename T>
struct alignas(16) Stored {
  T of[COLUMNS];
};

// Whether places are multiples of 16 bytes, so that COLUMNS numbers are one or two accesses.
template <typename T>
__device__ bool aligned(const T* place) {
  return reinterpret_cast<size_t>(place) % 16 == 0;
}

template <typename T>
__device__ bool aligned(Whole numbers) {
  return numbers * sizeof(T) % 16 == 0;
}

template <typename T>
__device__ Some read(const T* from, int count, bool whole) {
  Stored<T> stored;
  if (whole) {
    stored = *reinterpret_cast<const Stored<T>*>(from);
  } else {
#pragma unroll
    for (int i = 0; i < COLUMNS; i++) stored.of[i] = i < count ? from[i] : T::of(0.f);
  }
  Some some;
#pragma unroll
  for (int i = 0; i < COLUMNS; i++) some.of[i] = stored.of[i].number();
  return some;
}

template <typename T>
__device__ void write(T* to, const Some& some, int count, bool whole) {
  Stored<T> stored;
#pragma unroll
  for (int i = 0; i < COLUMNS; i++) stored.of[i] = T::of(some.of[i]);
  if (whole) {
    *reinterpret_cast<Stored<T>*>(to) = stored;
  } else {
#pragma unroll
    for (int i = 0; i < COLUMNS; i++) {
      if (i < count) to[i] = stored.of[i];
    }
  }
}

// The columns of a thread, and the first of its rows. Kernels walk over rows by EACH_ROW.
struct Work {
  int first;
  int count;

  __device__ explicit Work(Whole width) {
    first = (blockIdx.x * blockDim.x + threadIdx.x) * COLUMNS;
    count = (int)min((Whole)COLUMNS, width - first);
  }
};

#define EACH_ROW(row, rows)                                                             \
  for (Whole start = (Whole)blockIdx.y * ROWS; start < rows; start += gridDim.y * ROWS) \
    for (Whole row = start; row < min(start + ROWS, rows); row++)

// The numbers b of a thread's channels.
struct Channels {
  int of[COLUMNS];

  __device__ Channels(const int* channels, Work work) {
#pragma unroll
    for (int i = 0; i < COLUMNS; i++) of[i] = i < work.count ? channels[work.first + i] : 0;
  }
};

// What dropout keeps: a number where a b + d reaches the limit, else 0. Whole numbers wrap in 32 bits.
// token: a and d. The function is that of Dropout.java.
__device__ Some kept(const Some& some, int2 token, const Channels& channels, int least_kept) {
  Some result;
#pragma unroll
  for (int i = 0; i < COLUMNS; i++) {
    int bits = (int)((unsigned)token.x * (unsigned)channels.of[i] + (unsigned)token.y);
    result.of[i] = some.of[i] * (bits >= least_kept ? 1.f : 0.f);
  }
  return result;
}

// y = kept(x), or y += kept(x). y, x: [rows, width], their rows y_row and x_row numbers apart.
// tokens: [rows] of a and d; channels: [width].
template <typename T>
__device__ void dropout(T* y, const T* x, const int2* tokens, const int* channels, Whole rows, Whole width,
                        Whole y_row, Whole x_row, Whole least_kept, Whole add) {
  Work work(width);
  if (work.count <= 0) return;
  bool whole = width % COLUMNS == 0 && aligned(y) && aligned(x) && aligned<T>(y_row) && aligned<T>(x_row);
  Channels own(channels, work);
  EACH_ROW(row, rows) {
    T* to = y + row * y_row + work.first;
    Some result = kept(read(x + row * x_row + work.first, work.count, whole), tokens[row], own, (int)least_kept);
    if (add) {
      Some before = read(to, work.count, whole);
#pragma unroll
      for (int i = 0; i < COLUMNS; i++) result.of[i] += before.of[i];
    }
    write(to, result, work.count, whole);
  }
}

// m = silu(gate) up where `parts` has bit 1, and dropped = kept(m) where it has bit 2. All are
// [rows, width] without gaps.
template <typename T>
__device__ void gated(T* m, T* dropped, const T* gate, const T* up, const int2* tokens, const int* channels,
                      Whole rows, Whole width, Whole least_kept, Whole parts) {
  Work work(width);
  if (work.count <= 0) return;
  bool whole = width % COLUMNS == 0 && aligned(m) && aligned(dropped) && aligned(gate) && aligned(up);
  Channels own(channels, parts & 2 ? work : Work(0));
  EACH_ROW(row, rows) {
    Whole place = row * width + work.first;
    Some g = read(gate + place, work.count, whole);
    Some u = read(up + place, work.count, whole);
    Some result;
#pragma unroll
    for (int i = 0; i < COLUMNS; i++) result.of[i] = g.of[i] / (1.f + expf(-g.of[i])) * u.of[i];
    if (parts & 1) write(m + place, result, work.count, whole);
    if (parts & 2) write(dropped + place, kept(result, tokens[row], own, (int)least_kept), work.count, whole);
  }
}

// The gradients of gate and up, in their places, from that of m = silu(gate) up. All are [rows, width]
// without gaps.
template <typename T>
__device__ void gated_back(T* gate, T* up, const T* dm, Whole rows, Whole width) {
  Work work(width);
  if (work.count <= 0) return;
  bool whole = width % COLUMNS == 0 && aligned(gate) && aligned(up) && aligned(dm);
  EACH_ROW(row, rows) {
    Whole place = row * width + work.first;
    Some g = read(gate + place, work.count, whole);
    Some u = read(up + place, work.count, whole);
    Some d = read(dm + place, work.count, whole);
#pragma unroll
    for (int i = 0; i < COLUMNS; i++) {
      float sigmoid = 1.f / (1.f + expf(-g.of[i]));
      float silu = g.of[i] * sigmoid;
      float slope = sigmoid * (1.f + g.of[i] * (1.f - sigmoid));
      g.of[i] = d.of[i] * u.of[i] * slope;
      u.of[i] = d.of[i] * silu;
    }
    write(gate + place, g, work.count, whole);
    write(up + place, u, work.count, whole);
  }
}

// x cos + sign z sin.
__device__ Some rotated(const Some& x, const Some& cos, const Some& z, const Some& sin, float sign) {
  Some result;
#pragma unroll
  for (int i = 0; i < COLUMNS; i++) result.of[i] = x.of[i] * cos.of[i] + sign * z.of[i] * sin.of[i];
  return result;
}

// y = x rotated, head by head; the halves of a head are the two coordinates. y: [rows, 2 width] without
// gaps; x: the same, its rows x_row numbers apart. cos, sin: [rows, 2 half], float32. half: half the
// width of a head. back: whether the rotation is inverse.
template <typename T>
__device__ void turned(T* y, const T* x, const Float32* cos, const Float32* sin, Whole rows, Whole width,
                       Whole half, Whole x_row, Whole back) {
  Work work(width);
  if (work.count <= 0) return;
  float sign = back ? -1.f : 1.f;
  if (half % COLUMNS == 0 && aligned(y) && aligned(x) && aligned<T>(x_row) && aligned(cos) && aligned(sin)) {
    int j = work.first % (int)half;
    Whole head = 2 * work.first - j;
    EACH_ROW(row, rows) {
      const T* from = x + row * x_row + head;
      T* to = y + row * 2 * width + head;
      Whole angle = row * 2 * half + j;
      Some low = rotated(read(from, COLUMNS, true), read(cos + angle, COLUMNS, true),
                         read(from + half, COLUMNS, true), read(sin + angle, COLUMNS, true), -sign);
      Some high = rotated(read(from + half, COLUMNS, true), read(cos + angle + half, COLUMNS, true),
                          read(from, COLUMNS, true), read(sin + angle + half, COLUMNS, true), sign);
      write(to, low, COLUMNS, true);
      write(to + half, high, COLUMNS, true);
    }
  } else {
    EACH_ROW(row, rows) {
#pragma unroll 1
      for (int i = work.first; i < work.first + work.count; i++) {
        int j = i % (int)half;
        const T* from = x + row * x_row + 2 * i - j;
        T* to = y + row * 2 * width + 2 * i - j;
        Whole angle = row * 2 * half + j;
        float first = from[0].number(), second = from[half].number();
        to[0] = T::of(first * cos[angle].bits - sign * second * sin[angle].bits);
        to[half] = T::of(second * cos[angle + half].bits + sign * first * sin[angle + half].bits);
      }
    }
  }
}

#define KERNELS(T, type)                                                                                          \
  extern "C" __global__ void dropout_##type(T* y, const T* x, const int2* tokens, const int* channels,            \
                                            Whole rows, Whole width, Whole y_row, Whole x_row, Whole least_kept,  \
                                            Whole add) {                                                          \
    dropout(y, x, tokens, channels, rows, width, y_row, x_row, least_kept, add);                                  \
  }                                                                                                               \
  extern "C" __global__ void gated_##type(T* m, T* dropped, const T* gate, const T* up, const int2* tokens,       \
                                          const int* channels, Whole rows, Whole width, Whole least_kept,         \
                                          Whole parts) {                                                          \
    gated(m, dropped, gate, up, tokens, channels, rows, width, least_kept, parts);                                \
  }                                                                                                               \
  extern "C" __global__ void gated_back_##type(T* gate, T* up, const T* dm, Whole rows, Whole width) {            \
    gated_back(gate, up, dm, rows, width);                                                                        \
  }                                                                                                               \
  extern "C" __global__ void turned_##type(T* y, const T* x, const Float32* cos, const Float32* sin, Whole rows,  \
                                           Whole width, Whole half, Whole x_row, Whole back) {                    \
    turned(y, x, cos, sin, rows, width, half, x_row, back);                                                       \
  }

KERNELS(Bfloat16, bfloat16)
KERNELS(Float16, float16)
KERNELS(Float32, float32)
