// What the kernels of operators.cu have in common: types of numbers, accesses to memory, and the walk of a
// thread over its rows.

using Whole = long long;

enum { COLUMNS = 8, ROWS = 4 };

struct Bfloat16 {
  unsigned short bits;

  __device__ float number() const { return __uint_as_float((unsigned)bits << 16); }

  __device__ static Bfloat16 of(float number) {
    unsigned bits = __float_as_uint(number);
    if (number != number) return {0x7fff};
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
  unsigned bits;

  __device__ float number() const { return __uint_as_float(bits); }

  __device__ static Float32 of(float number) { return {__float_as_uint(number)}; }
};

// 1 / (1 + exp(-x)).
__device__ float exact_sigmoid(float x) { return 1.f / (1.f + expf(-x)); }

// The same to 20 bits in a third of the instructions.
#ifdef __CUDACC__
__device__ float short_sigmoid(float x) {
  float power, sigmoid;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(power) : "f"(x * -1.442695041f));
  asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(sigmoid) : "f"(1.f + power));
  return sigmoid;
}
#else
float short_sigmoid(float x) { return exact_sigmoid(x); }
#endif

template <typename T>
__device__ float sigmoid(float x) {
  return sizeof(T) == 4 ? exact_sigmoid(x) : short_sigmoid(x);
}

// A thread's numbers of one row, as they lie in memory. So they take the fewest registers.
template <typename T>
struct alignas(16) Stored {
  using Bits = decltype(T::bits);
  enum { IN_A_WORD = 4 / sizeof(T), ALL_BITS = (Bits)~0u };

  unsigned words[COLUMNS / IN_A_WORD];

  __device__ static int shift(int i) { return i % IN_A_WORD * 8 * sizeof(T); }

  __device__ T get(int i) const { return {(Bits)(words[i / IN_A_WORD] >> shift(i))}; }

  // Sets a number that is zero.
  __device__ void set(int i, T number) { words[i / IN_A_WORD] |= (unsigned)number.bits << shift(i); }

  __device__ float number(int i) const { return get(i).number(); }

  __device__ void set(int i, float number) { set(i, T::of(number)); }
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

// WHOLE: whether a thread has COLUMNS numbers in each row, all aligned.
template <bool WHOLE, typename T>
__device__ Stored<T> read(const T* from, int count) {
  if constexpr (WHOLE) {
    return *reinterpret_cast<const Stored<T>*>(from);
  } else {
    Stored<T> stored = {};
#pragma unroll
    for (int i = 0; i < COLUMNS; i++) {
      if (i < count) stored.set(i, from[i]);
    }
    return stored;
  }
}

template <bool WHOLE, typename T>
__device__ void write(T* to, const Stored<T>& stored, int count) {
  if constexpr (WHOLE) {
    *reinterpret_cast<Stored<T>*>(to) = stored;
  } else {
#pragma unroll
    for (int i = 0; i < COLUMNS; i++) {
      if (i < count) to[i] = stored.get(i);
    }
  }
}

// The columns of a thread.
struct Work {
  int first;
  int count;

  __device__ explicit Work(Whole width) {
    first = (blockIdx.x * blockDim.x + threadIdx.x) * COLUMNS;
    count = (int)min((Whole)COLUMNS, width - first);
  }
};

// Walks over the rows of a thread. `read` gives what `finish` takes besides the row. A thread reads COUNT
// rows before it waits for the first.
template <int COUNT, typename Read, typename Finish>
__device__ void each_row(Whole rows, Read read, Finish finish) {
  for (Whole start = (Whole)blockIdx.y * ROWS; start < rows; start += (Whole)gridDim.y * ROWS) {
#pragma unroll 1
    for (Whole row = start; row < min(start + ROWS, rows); row += COUNT) {
      decltype(read(row)) some[COUNT];
#pragma unroll
      for (int i = 0; i < COUNT; i++) {
        if (row + i < rows) some[i] = read(row + i);
      }
#pragma unroll
      for (int i = 0; i < COUNT; i++) {
        if (row + i < rows) finish(row + i, some[i]);
      }
    }
  }
}

// A row of float32 has the bytes of two others.
template <bool WHOLE, typename T>
constexpr int AT_ONCE = WHOLE && sizeof(T) == 2 ? 2 : 1;
