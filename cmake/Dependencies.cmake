# Third-party libraries, each for its one owner room (see ARCHITECTURE.md).
# tl::expected and fmt are vocabulary and may be seen by all.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(msgpackc-cxx REQUIRED NAMES msgpack CONFIGS msgpack-config.cmake PATHS /usr/lib/x86_64-linux-gnu/cmake/msgpackc-cxx)
find_package(Boost REQUIRED COMPONENTS program_options)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
# The shared library: Debian's static one would drag in every compressor, and
# takes seconds to link.
find_package(RocksDB 7.8 REQUIRED CONFIG)
find_package(zstd REQUIRED CONFIG)
find_package(cppzmq 4.9 REQUIRED CONFIG)
find_package(GTest REQUIRED)
