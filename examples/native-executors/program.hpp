// A program that polyray runs as an executor: the protocol of docs/migration.md in C++20, without a library. The host has
// checked every request against the declaration, so that the reader of its JSON can be short.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace polyray {

/// A value of JSON.
struct Json {
  enum class Kind { null, boolean, number, text, list, object } kind = Kind::null;
  double number = 0;  // also 1 and 0 for true and false
  std::string text;
  std::vector<Json> list;
  std::map<std::string, Json> object;

  const Json& at(const std::string& key) const { return object.at(key); }

  /// A parameter of kind number: NaN and the infinities travel as text.
  double as_number() const { return kind == Kind::text ? std::strtod(text.c_str(), nullptr) : number; }
};

/// Dense, row-major, little-endian.
struct Tensor {
  std::string type;
  std::vector<std::uint32_t> dimensions;
  std::vector<std::byte> data;
};

struct Request {
  std::map<std::string, Json> parameters;
  std::map<std::string, Tensor> inputs;
};

struct Answer {
  std::string values = "{}";  // JSON
  std::vector<std::pair<std::string, Tensor>> outputs;
};

/// The request is right, and has no answer.
struct Failed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using Function = std::function<Answer(const Request&)>;

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  Json read() {
    skip();
    Json value;
    switch (peek()) {
      case '{':
        value.kind = Json::Kind::object;
        for (take(); skip(), peek() != '}';) {
          if (peek() == ',') take(), skip();
          std::string key = string();
          skip(), take();  // the colon
          value.object.emplace(std::move(key), read());
        }
        take();
        break;
      case '[':
        value.kind = Json::Kind::list;
        for (take(); skip(), peek() != ']';) {
          if (peek() == ',') take();
          value.list.push_back(read());
        }
        take();
        break;
      case '"':
        value.kind = Json::Kind::text;
        value.text = string();
        break;
      case 't':
      case 'f':
        value.kind = Json::Kind::boolean;
        value.number = peek() == 't';
        while (at_ < end_ && *at_ >= 'a' && *at_ <= 'z') at_++;
        break;
      case 'n':
        at_ += 4;
        break;
      default: {
        value.kind = Json::Kind::number;
        std::string digits;
        while (at_ < end_ && std::strchr("+-.eE0123456789", *at_)) digits += *at_++;
        if (digits.empty()) throw std::runtime_error("no JSON");
        value.number = std::strtod(digits.c_str(), nullptr);
      }
    }
    return value;
  }

 private:
  char peek() const {
    if (at_ >= end_) throw std::runtime_error("no JSON");
    return *at_;
  }
  void take() { peek(), at_++; }
  void skip() {
    while (at_ < end_ && std::strchr(" \t\r\n", *at_)) at_++;
  }

  std::string string() {
    std::string text;
    for (take(); peek() != '"'; take()) text += peek() == '\\' ? (take(), escaped()) : std::string(1, *at_);
    take();
    return text;
  }

  std::string escaped() {
    constexpr std::string_view from = "bfnrt", to = "\b\f\n\r\t";
    if (const auto i = from.find(peek()); i != from.npos) return {to[i]};
    if (peek() != 'u') return {*at_};
    unsigned point = unit();
    if (point >= 0xd800 && point < 0xdc00) {
      take(), take();  // the backslash of the second half
      point = 0x10000 + ((point - 0xd800) << 10) + (unit() - 0xdc00);
    }
    if (point < 0x80) return {char(point)};
    if (point < 0x800) return {char(0xc0 | point >> 6), char(0x80 | (point & 63))};
    if (point < 0x10000) return {char(0xe0 | point >> 12), char(0x80 | (point >> 6 & 63)), char(0x80 | (point & 63))};
    return {char(0xf0 | point >> 18), char(0x80 | (point >> 12 & 63)), char(0x80 | (point >> 6 & 63)), char(0x80 | (point & 63))};
  }

  /// Leaves the last of its four digits to be taken.
  unsigned unit() {
    std::string digits;
    for (int i = 0; i < 4; i++) take(), digits += peek();
    return unsigned(std::strtoul(digits.c_str(), nullptr, 16));
  }

  const char* at_;
  const char* end_;
};

inline std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    char code[8];
    if (c == '"' || c == '\\') (json += '\\') += c;
    else if (static_cast<unsigned char>(c) >= 0x20) json += c;
    else std::snprintf(code, sizeof code, "\\u%04x", unsigned(c)), json += code;
  }
  return json + '"';
}

inline std::size_t bytes_of(const std::string& type) {
  static const std::map<std::string, std::size_t> bytes = {
      {"bool", 1}, {"u8", 1},   {"i8", 1},   {"u16", 2},  {"i16", 2},  {"u32", 4},       {"i32", 4},        {"u64", 8},
      {"i64", 8},  {"fp16", 2}, {"bf16", 2}, {"fp32", 4}, {"fp64", 8}, {"complex64", 8}, {"complex128", 16}};
  return bytes.at(type);
}

inline void read_exactly(void* into, std::size_t bytes) {
  if (std::fread(into, 1, bytes, stdin) != bytes) std::exit(0);  // the host has gone
}

inline void write_frame(const std::string& header, const Answer& answer) {
  const std::uint32_t header_bytes = std::uint32_t(header.size());
  std::uint64_t body_bytes = 0;
  for (const auto& [name, tensor] : answer.outputs) body_bytes += tensor.data.size();
  std::fwrite("PLYR", 1, 4, stdout);
  std::fwrite(&header_bytes, 1, 4, stdout);
  std::fwrite(&body_bytes, 1, 8, stdout);
  std::fwrite(header.data(), 1, header.size(), stdout);
  for (const auto& [name, tensor] : answer.outputs) std::fwrite(tensor.data.data(), 1, tensor.data.size(), stdout);
  std::fflush(stdout);
}

/// Answers until standard input ends. `operations` is a list of declarations in JSON.
inline void run(const std::string& name, const std::string& version, const std::string& operations,
                const std::map<std::string, Function>& functions) {
  for (;;) {
    char prelude[16];
    read_exactly(prelude, sizeof prelude);
    std::uint32_t header_bytes;
    std::memcpy(&header_bytes, prelude + 4, 4);
    std::string text(header_bytes, '\0');
    read_exactly(text.data(), text.size());
    const Json header = JsonReader(text).read();
    const std::string id = "{\"id\":" + std::to_string(std::uint64_t(header.at("id").number)) + ",";
    if (header.at("method").text == "describe") {
      write_frame(id + "\"protocol\":1,\"name\":" + quoted(name) + ",\"version\":" + quoted(version) + ",\"operations\":" + operations + "}", {});
      continue;
    }
    try {
      Request request{header.at("parameters").object, {}};
      for (const Json& input : header.at("inputs").list) {
        Tensor tensor{input.at("type").text, {}, {}};
        std::size_t bytes = bytes_of(tensor.type);
        for (const Json& size : input.at("dimensions").list) {
          tensor.dimensions.push_back(std::uint32_t(size.number));
          bytes *= tensor.dimensions.back();
        }
        tensor.data.resize(bytes);
        read_exactly(tensor.data.data(), bytes);
        request.inputs.emplace(input.at("name").text, std::move(tensor));
      }
      const Answer answer = functions.at(header.at("operation").text)(request);
      std::string outputs;
      for (const auto& [port, tensor] : answer.outputs) {
        outputs += (outputs.empty() ? "{\"name\":" : ",{\"name\":") + quoted(port) + ",\"type\":" + quoted(tensor.type) + ",\"dimensions\":[";
        for (std::size_t i = 0; i < tensor.dimensions.size(); i++) outputs += (i ? "," : "") + std::to_string(tensor.dimensions[i]);
        outputs += "]}";
      }
      write_frame(id + "\"values\":" + answer.values + ",\"outputs\":[" + outputs + "]}", answer);
    } catch (const Failed& error) {
      write_frame(id + "\"error\":{\"code\":\"failed\",\"message\":" + quoted(error.what()) + "}}", {});
    } catch (const std::bad_alloc&) {
      write_frame(id + "\"error\":{\"code\":\"out-of-memory\"}}", {});
    } catch (const std::exception& error) {
      write_frame(id + "\"error\":{\"code\":\"internal\",\"message\":" + quoted(error.what()) + "}}", {});
    }
  }
}

}  // namespace polyray
