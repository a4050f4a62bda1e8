// Any bytes from a worker, arriving in two pieces.
#include "agent/powershell/worker_messages.hpp"
#include "fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  const std::string_view bytes = fuzz::text_of(data, size);
  WorkerFrameReader reader;
  for (const std::string_view part :
       {bytes.substr(0, size / 2), bytes.substr(size / 2)}) {
    reader.append(part);
    while (true) {
      const auto message = reader.next();
      if (!message) return 0;
      if (!*message) break;
    }
  }
  return 0;
}
