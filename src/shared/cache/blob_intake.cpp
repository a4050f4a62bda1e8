#include "shared/cache/blob_intake.hpp"

namespace aitherzero {

Status BlobIntake::write(std::string_view bytes) {
  hasher_.update(bytes);
  size_ += bytes.size();
  if (!file_ && size_ <= small_bytes_) {
    bytes_ += bytes;
    return {};
  }
  if (!file_) {
    TRY(IncomingFile file, IncomingFile::create(folder_));
    file_.emplace(std::move(file));
    TRY_VOID(file_->write(std::exchange(bytes_, {})));
  }
  return file_->write(bytes);
}

}  // namespace aitherzero
