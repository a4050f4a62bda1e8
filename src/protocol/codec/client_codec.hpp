// Messages of clients and of blobs as frames of bytes and back; see codec.hpp.
#pragma once

#include <string>
#include <string_view>

#include "protocol/message/blob_message.hpp"
#include "protocol/message/client_message.hpp"
#include "shared/base/result.hpp"

namespace aitherzero {

std::string encode(const FromClient& message);
std::string encode(const ToClient& message);
Result<FromClient> decode_from_client(std::string_view frame);
Result<ToClient> decode_to_client(std::string_view frame);

std::string encode(const ToBlobServer& message);
std::string encode(const FromBlobServer& message);
Result<ToBlobServer> decode_to_blob_server(std::string_view frame);
Result<FromBlobServer> decode_from_blob_server(std::string_view frame);

}  // namespace aitherzero
