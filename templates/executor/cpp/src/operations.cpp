#include "executor.hpp"

namespace polyray {
namespace {

constexpr Declaration scaleDeclaration{
    .name = "vector.scale",
    .summary = "A vector times a number.",
    .parameters = {{.name = "factor", .summary = "What each element is multiplied by.", .kind = Kind::number, .presence = byDefault(2.0)}},
    .inputs = {{.name = "x", .summary = "The vector.", .types = {Type::fp64}, .dimensions = {true, {"n"}}}},
    .values = {{.name = "sum", .summary = "The sum of the result's elements.", .kind = Kind::number}},
    .outputs = {{.name = "y", .summary = "The result.", .types = {Type::fp64}, .dimensions = {true, {"n"}}}},
};

void scale(Call &call) {
  const double factor = call.parameter("factor")->number;
  const std::span<const double> x = elements<double>(*call.input("x"));
  const std::span<double> y = call.output<double>("y", {x.size()});
  if (y.size() != x.size()) return;
  double sum = 0;
  for (size_t i = 0; i < x.size(); ++i) sum += y[i] = factor * x[i];
  call.value("sum", sum);
}

constexpr Operation all[] = {{scaleDeclaration, scale}};

}  // namespace

constinit const std::span<const Operation> operations = all;

}  // namespace polyray
