# One place for what every target of ours is compiled with.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

option(AITHERZERO_FUZZ "Build the fuzz targets as libFuzzer programs (clang)" OFF)
# A comma list for -fsanitize; the presets asan-ubsan and tsan set it.
set(AITHERZERO_SANITIZE "" CACHE STRING "Sanitizers to build with")

add_library(az_options INTERFACE)
target_compile_options(az_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Werror
  # Members have defaults of their own; leaving the rest out is meant.
  -Wno-missing-field-initializers
  # GCC 12 sees uninitialised members in variants that are moved, at -O1.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
if(AITHERZERO_SANITIZE)
  target_compile_options(az_options INTERFACE
    -fsanitize=${AITHERZERO_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(az_options INTERFACE -fsanitize=${AITHERZERO_SANITIZE})
endif()
if(AITHERZERO_FUZZ)
  target_compile_options(az_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
target_include_directories(az_options INTERFACE "${CMAKE_SOURCE_DIR}/src")

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers need this sloppiness to be cached at all.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    ${CCACHE})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
