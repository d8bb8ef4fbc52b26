// The softmax of polyray-ml as a program in C++: c++ -std=c++20 -O2 softmax.cpp -o softmax; softmax softmax.json
#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "program.hpp"

using polyray::Answer, polyray::Request, polyray::Tensor;

static Answer softmax(const Request& request) {
  const auto given = request.parameters.find("scale");
  const float scale = given == request.parameters.end() ? 1.0f : float(given->second.as_number());
  const Tensor& x = request.inputs.at("x");
  const std::size_t rows = x.dimensions[0], columns = x.dimensions[1];
  Answer answer{"{}", {{"y", x}}};
  float* y = reinterpret_cast<float*>(answer.outputs[0].second.data.data());
  for (std::size_t row = 0; row < rows; row++, y += columns) {
    float peak = -INFINITY;
    for (std::size_t i = 0; i < columns; i++) {
      y[i] *= scale;
      peak = std::isnan(y[i]) ? NAN : std::max(y[i], peak);
      if (std::isnan(peak)) break;
    }
    double total = 0;
    for (std::size_t i = 0; i < columns; i++) total += y[i] = std::exp(y[i] - peak);
    for (std::size_t i = 0; i < columns; i++) y[i] = float(y[i] / total);
  }
  return answer;
}

int main(int count, char** arguments) {
  if (count != 2) return std::fputs("usage: softmax DECLARATIONS.json\n", stderr), 2;
  std::stringstream declarations;
  declarations << std::ifstream(arguments[1]).rdbuf();
  polyray::run("softmax", "1.0.0", declarations.str(), {{"tensor.softmax", softmax}});
}
