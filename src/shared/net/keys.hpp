// CURVE keys: what proves who is at the other end of a connection. Both halves
// are 40 characters of Z85 text (rfc.zeromq.org/spec/32).
//
// A user has one pair, made on first use, in a folder of keys:
//   id.secret   mode 0600; one line
//   id.public   one line, to be given to others
#pragma once

#include <string>
#include <string_view>

#include "shared/base/result.hpp"

namespace aitherzero {

struct KeyPair {
  std::string public_key;
  std::string secret_key;
};

// The public key begins with a letter or digit, so that on a command line it is
// no option and in a file no comment.
KeyPair make_key_pair();

// Whether a text has the form of a key.
bool is_key(std::string_view text);

// The public half of a secret key; `bad_input` for what is no key.
Result<std::string> public_key_of(std::string_view secret_key);

// The pair in `folder`, which is made, with the pair, where they are not
// there. A secret that others may read is refused, with advice. Safe when
// several processes start at once.
Result<KeyPair> load_or_make_keys(const std::string& folder);

}  // namespace aitherzero
