#pragma once

namespace aitherzero {

// Set by the build from the project's version.
inline constexpr char k_version[] = AITHERZERO_VERSION;

}  // namespace aitherzero
