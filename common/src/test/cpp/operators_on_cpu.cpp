// Runs every kernel of operators.cu on a CPU, thread by thread, and compares it with plain loops: all
// types, sizes around those of threads and blocks, rows that are apart, and places that are not aligned.
// Each matrix is a block of the heap of its own size, so that the sanitizers see what goes beyond it.
//
//   g++ -std=c++17 -fsanitize=address,undefined -fno-sanitize=alignment -I../../main/resources/kernels operators_on_cpu.cpp
//
// Alignment is left out: a CPU allows what operators.cu tests for. Exit status: 0; 1 for a difference.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

// What a CUDA compiler has.
#define __device__
#define __global__
struct Index {
  unsigned x, y, z;
};
static Index blockIdx, threadIdx, blockDim, gridDim;
struct alignas(8) int2 {
  int x, y;
};
using std::min;

template <typename To, typename From>
To same_bits(From from) {
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}
float __uint_as_float(unsigned bits) { return same_bits<float>(bits); }
unsigned __float_as_uint(float number) { return same_bits<unsigned>(number); }
float widened(unsigned short bits) { return (float)same_bits<_Float16>(bits); }
unsigned short narrowed(float number) { return same_bits<unsigned short>((_Float16)number); }

#include "operators.cu"

static std::mt19937 random_bits(7);
static long launches = 0;

static float some_number() { return (int)(random_bits() % 2001 - 1000) / 307.f; }

// A matrix whose rows are `apart` numbers apart, `shift` numbers behind the beginning of its block.
template <typename T>
struct Matrix {
  char* block;
  T* at;
  Whole rows, width, apart;

  Matrix(Whole rows, Whole width, Whole apart, int shift) : rows(rows), width(width), apart(apart) {
    block = (char*)std::malloc((size() + shift) * sizeof(T));
    at = (T*)block + shift;
    for (Whole i = 0; i < size(); i++) at[i] = T::of(some_number());
  }
  Matrix(const Matrix&) = delete;
  ~Matrix() { std::free(block); }

  Whole size() const { return apart * (rows - 1) + width; }
  float number(Whole row, Whole column) const { return at[row * apart + column].number(); }

  std::vector<float> numbers() const {
    std::vector<float> all;
    for (Whole i = 0; i < size(); i++) all.push_back(at[i].number());
    return all;
  }
};

// Ends the program if a matrix holds other numbers. They may differ by one step of a type of 16 bits, or
// by float32's rounding of a sum whose parts cancel.
template <typename T>
void require(const std::string& what, const Matrix<T>& result, const std::vector<float>& expected) {
  float step = sizeof(T) == 4 ? 1e-5f : 1.f / 128;
  for (Whole i = 0; i < result.size(); i++) {
    float want = T::of(expected[i]).number();
    if (!(std::fabs(result.at[i].number() - want) <= step * std::fabs(want) + 1e-6f)) {
      std::printf("%s: number %lld is %g, expected %g\n", what.c_str(), i, result.at[i].number(), want);
      std::exit(1);
    }
  }
}

// Calls a kernel as the driver does, with the grid of CudaOperators.
void launch(Whole rows, Whole width, const std::function<void()>& kernel) {
  unsigned threads = (unsigned)((width + COLUMNS - 1) / COLUMNS);
  unsigned of_a_block = std::min(256u, (threads + 31) / 32 * 32);
  gridDim = {(threads + of_a_block - 1) / of_a_block, (unsigned)((rows + ROWS - 1) / ROWS), 1};
  blockDim = {of_a_block, 1, 1};
  for (unsigned y = 0; y < gridDim.y; y++) {
    for (unsigned x = 0; x < gridDim.x; x++) {
      for (unsigned thread = 0; thread < of_a_block; thread++) {
        blockIdx = {x, y, 0};
        threadIdx = {thread, 0, 0};
        kernel();
      }
    }
  }
  launches++;
}

// The numbers of dropout: a and d of each row, and b of each column.
struct Numbers {
  static constexpr Whole LEAST_KEPT = -1932735283;
  std::vector<int2> tokens;
  std::vector<Channel> channels;

  Numbers(Whole rows, Whole width) : tokens(rows), channels(width) {
    for (int2& token : tokens) token = {(int)random_bits() | 1, (int)random_bits()};
    for (Channel& channel : channels) channel = {(unsigned)random_bits()};
  }

  float keep(Whole row, Whole column) const {
    unsigned bits = (unsigned)tokens[row].x * channels[column].bits + (unsigned)tokens[row].y;
    return (int)bits >= (int)LEAST_KEPT ? 1.f : 0.f;
  }
};

template <typename T>
void dropouts(Whole rows, Whole width, Whole gap, int shift) {
  Numbers numbers(rows, width);
  for (Whole add = 0; add < 2; add++) {
    Matrix<T> y(rows, width, width + gap, shift), x(rows, width, width + gap, 0);
    std::vector<float> expected = y.numbers();
    for (Whole i = 0; i < rows; i++) {
      for (Whole j = 0; j < width; j++) {
        float& to = expected[i * y.apart + j];
        to = (add ? to : 0.f) + numbers.keep(i, j) * x.number(i, j);
      }
    }
    launch(rows, width, [&] {
      dropout(y.at, x.at, numbers.tokens.data(), numbers.channels.data(), rows, width, y.apart, x.apart,
              Numbers::LEAST_KEPT, add);
    });
    require("dropout", y, expected);
  }
}

// Three dropouts, or the first two of them.
template <typename T>
void dropouts_together(Whole rows, Whole width, int shift) {
  Numbers a(rows, width), b(rows, width), c(rows, width);
  b.channels = c.channels = a.channels;
  for (Whole count : {2, 3}) {
    Matrix<T> x(rows, width, width, shift), y(rows, width, width, shift), first(rows, width, width, 0);
    Matrix<T> second(rows, width, width, shift), third(rows, width, width, 0);
    std::vector<float> sums = y.numbers(), of_first, of_second, of_third = third.numbers();
    for (Whole i = 0; i < rows * width; i++) {
      Whole row = i / width, column = i % width;
      sums[i] += a.keep(row, column) * first.at[i].number() + b.keep(row, column) * second.at[i].number();
      if (count == 3) sums[i] += c.keep(row, column) * third.at[i].number();
      of_first.push_back(a.keep(row, column) * x.at[i].number());
      of_second.push_back(b.keep(row, column) * x.at[i].number());
      if (count == 3) of_third[i] = c.keep(row, column) * x.at[i].number();
    }
    const int2* last = (count == 3 ? c : b).tokens.data();
    T* last_part = count == 3 ? third.at : second.at;
    launch(rows, width, [&] {
      Parts<const T*> all = {first.at, second.at, last_part, a.tokens.data(), b.tokens.data(), last};
      dropout_sum(y.at, all, a.channels.data(), rows, width, Numbers::LEAST_KEPT, count);
    });
    require("dropout_sum", y, sums);
    launch(rows, width, [&] {
      Parts<T*> all = {first.at, second.at, last_part, a.tokens.data(), b.tokens.data(), last};
      dropout_each(all, x.at, a.channels.data(), rows, width, Numbers::LEAST_KEPT, count);
    });
    require("dropout_each, the first", first, of_first);
    require("dropout_each, the second", second, of_second);
    require("dropout_each, the third", third, of_third);
  }
}

template <typename T>
void gates(Whole rows, Whole width, int shift) {
  Numbers numbers(rows, width);
  for (bool drops : {false, true}) {
    Matrix<T> gate(rows, width, width, shift), up(rows, width, width, 0), dm(rows, width, width, 0);
    Matrix<T> part(rows, width, width, shift), m(rows, width, width, 0), dropped(rows, width, width, shift);
    std::vector<float> whole, kept = dropped.numbers(), dgate, dup;
    for (Whole i = 0; i < rows * width; i++) {
      double g = gate.at[i].number(), u = up.at[i].number(), sigmoid = 1 / (1 + std::exp(-g));
      float keep = drops ? numbers.keep(i / width, i % width) : 1.f;
      double d = dm.at[i].number() + (drops ? keep * part.at[i].number() : 0.f);
      whole.push_back((float)(g * sigmoid * u));
      if (drops) kept[i] = keep * whole[i];
      dgate.push_back((float)(d * u * sigmoid * (1 + g * (1 - sigmoid))));
      dup.push_back((float)(d * g * sigmoid));
    }
    const int2* tokens = drops ? numbers.tokens.data() : nullptr;
    const Channel* channels = drops ? numbers.channels.data() : nullptr;
    launch(rows, width, [&] {
      gated(m.at, dropped.at, gate.at, up.at, tokens, channels, rows, width, Numbers::LEAST_KEPT, drops);
    });
    require("gated, the product", m, whole);
    require("gated, what dropout keeps", dropped, kept);
    launch(rows, width, [&] {
      gated_back(gate.at, up.at, dm.at, drops ? part.at : nullptr, tokens, channels, rows, width,
                 Numbers::LEAST_KEPT, drops);
    });
    require("gated_back, the gate", gate, dgate);
    require("gated_back, up", up, dup);
    require("gated_back, the product", dm, drops ? kept : whole);
  }
}

template <typename T>
void turns(Whole rows, Whole heads, Whole half, Whole gap, int shift) {
  Whole width = heads * half;
  for (Whole back = 0; back < 2; back++) {
    Matrix<T> y(rows, 2 * width, 2 * width, 0), x(rows, 2 * width, 2 * width + gap, shift);
    Matrix<Float32> cos(rows, 2 * half, 2 * half, 0), sin(rows, 2 * half, 2 * half, 0);
    std::vector<float> expected = y.numbers();
    float sign = back ? -1.f : 1.f;
    for (Whole i = 0; i < rows; i++) {
      for (Whole j = 0; j < width; j++) {
        Whole in_head = j % half, first = 2 * j - in_head, second = first + half;
        float a = x.number(i, first), b = x.number(i, second);
        expected[i * y.apart + first] = a * cos.number(i, in_head) - sign * b * sin.number(i, in_head);
        expected[i * y.apart + second] = b * cos.number(i, in_head + half) + sign * a * sin.number(i, in_head + half);
      }
    }
    launch(rows, width, [&] { turned(y.at, x.at, cos.at, sin.at, rows, width, half, x.apart, back); });
    require("turned", y, expected);
  }
}

template <typename T>
void all() {
  for (Whole rows : {1, 3, 4, 5, 9, 37}) {
    for (int shift : {0, 1}) {
      for (Whole gap : {0, 3, 8}) {
        for (Whole width : {1, 7, 8, 9, 40, 2050, 2056}) dropouts<T>(rows, width, gap, shift);
        for (Whole half : {3, 8, 64}) turns<T>(rows, 5, half, gap, shift);
      }
      for (Whole width : {1, 7, 8, 9, 40, 2050, 2056}) {
        gates<T>(rows, width, shift);
        dropouts_together<T>(rows, width, shift);
      }
    }
  }
  turns<T>(5, 33, 64, 0, 0);
}

int main() {
  all<Bfloat16>();
  all<Float16>();
  all<Float32>();
  std::printf("%ld launches give the expected numbers\n", launches);
}
