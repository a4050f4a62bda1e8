#include "protocol/transfer/blob_transfer.hpp"

#include <algorithm>
#include <utility>

#include "protocol/codec/client_codec.hpp"
#include "shared/base/assert.hpp"

namespace aitherzero {
namespace {

// Requests on their way: enough to keep a connection busy.
constexpr std::size_t k_requests = k_max_blob_requests / 2;
constexpr std::size_t k_wanted_at_a_time = 1024;

}  // namespace

BlobTransfer::BlobTransfer(Connection& connection, BlobStore& store)
    : connection_(connection), store_(store) {
  connection_.set_callbacks(
      {[this](const std::string&) { on_opened(); },
       [this](const std::vector<std::string>& messages) {
         on_messages(messages);
       },
       [this] { open_ = false; },
       [this](bool for_ever, const std::string& reason) {
         if (for_ever) {
           was_refused_ = true;
           finish(fail(ErrorKind::unavailable,
                       "the controller refuses blobs: " + reason));
         }
       }});
}

void BlobTransfer::push_tree(const Digest& root, Done done) {
  begin(Task::push_tree, root, std::move(done));
}

void BlobTransfer::push_blob(const Digest& digest, Done done) {
  wanted_.push_back(digest);
  begin(Task::push_blobs, digest, std::move(done));
}

void BlobTransfer::fetch_tree(const Digest& root, Done done) {
  walk_.emplace(root);
  begin(Task::fetch_tree, root, std::move(done));
}

void BlobTransfer::fetch_blob(const Digest& digest, Done done) {
  if (!store_.contains(digest)) wanted_.push_back(digest);
  begin(Task::fetch_blobs, digest, std::move(done));
}

void BlobTransfer::begin(Task task, const Digest& root, Done done) {
  AZ_ASSERT(task_ == Task::none);
  task_ = task;
  root_ = root;
  done_ = std::move(done);
  walk_is_complete_ = task == Task::push_blobs || task == Task::fetch_blobs;
  totals_ = {};
  go_on();
}

void BlobTransfer::abandon() {
  task_ = Task::none;
  done_ = nullptr;
  walk_.reset();
  wanted_.clear();
  moving_.clear();
  requests_.clear();
}

void BlobTransfer::finish(const Status& status) {
  if (task_ == Task::none) return;
  const Done done = std::move(done_);
  abandon();
  done(status);
}

// What was on its way to or from an earlier session begins again.
void BlobTransfer::on_opened() {
  open_ = true;
  requests_.clear();
  for (const Moving& blob : moving_) wanted_.push_front(blob.digest);
  moving_.clear();
  go_on();
}

void BlobTransfer::on_messages(const std::vector<std::string>& messages) {
  for (const std::string& bytes : messages) {
    const auto message = decode_from_blob_server(bytes);
    if (!message) return finish(tl::make_unexpected(message.error()));
    const Status taken =
        std::visit([&](const auto& m) { return on_answer(m); }, *message);
    if (!taken) return finish(taken);
    // Ended, and maybe another was begun.
    if (task_ == Task::none) return;
  }
  go_on();
}

Status BlobTransfer::on_answer(const BlobWelcome&) { return {}; }

Status BlobTransfer::on_answer(const BlobsMissing& message) {
  if (requests_.erase(message.request) == 0) return {};
  if (message.digests.empty()) walk_is_complete_ = true;
  wanted_.insert(wanted_.end(), message.digests.begin(), message.digests.end());
  return {};
}

Status BlobTransfer::on_answer(const BlobStored& message) {
  const auto found = requests_.find(message.request);
  if (found == requests_.end() || !found->second) return {};
  const auto blob = *found->second;
  requests_.erase(found);
  blob->done = std::min(blob->done + k_blob_piece_bytes, *blob->size);
  if (blob->done < *blob->size) return {};
  ++totals_.blobs;
  totals_.bytes += *blob->size;
  moving_.erase(blob);
  return {};
}

Status BlobTransfer::on_answer(const BlobPiece& message) {
  const auto found = requests_.find(message.request);
  if (found == requests_.end() || !found->second) return {};
  const auto blob = *found->second;
  requests_.erase(found);
  TRY_VOID(take_piece(*blob, message));
  if (blob->done < *blob->size) return {};
  TRY([[maybe_unused]] const Digest stored, blob->writer->finish());
  ++totals_.blobs;
  totals_.bytes += *blob->size;
  moving_.erase(blob);
  return {};
}

Status BlobTransfer::take_piece(Moving& blob, const BlobPiece& piece) {
  if (!blob.writer) {
    blob.size = piece.size;
    TRY(blob.writer, store_.writer(blob.digest, piece.size));
  }
  TRY_VOID(blob.writer->write(piece.bytes));
  blob.done += piece.bytes.size();
  const bool is_last = blob.done >= *blob.size;
  if (!is_last && piece.bytes.size() != k_blob_piece_bytes) {
    return fail(ErrorKind::corrupt, "a piece of a blob came short");
  }
  return {};
}

Status BlobTransfer::on_answer(const BlobRefused& message) {
  if (requests_.erase(message.request) == 0) return {};
  return fail(message.kind, message.message);
}

// --- asking ---

void BlobTransfer::go_on() {
  if (task_ == Task::none) return;
  const Status asked = ask_more();
  if (!asked) return finish(asked);
  if (requests_.empty() && wanted_.empty() && moving_.empty() &&
      walk_is_complete_) {
    finish({});
  }
}

Status BlobTransfer::ask_more() {
  TRY_VOID(find_wanted());
  if (!open_) return {};
  for (auto blob = moving_.begin(); requests_.size() < k_requests;) {
    if (blob == moving_.end()) {
      if (wanted_.empty()) break;
      blob = moving_.insert(moving_.end(), Moving{wanted_.front()});
      wanted_.pop_front();
    }
    TRY(const bool asked, ask_piece(blob));
    if (!asked) ++blob;
  }
  const bool nothing_to_do = wanted_.empty() && moving_.empty();
  if (task_ == Task::push_tree && nothing_to_do && !walk_is_complete_ &&
      requests_.empty()) {
    connection_.queue(
        encode(ToBlobServer{AskMissing{send_request({}), root_}}));
  }
  return {};
}

// Of a tree that is fetched: what the store lacks, as far as it can be seen.
Status BlobTransfer::find_wanted() {
  while (task_ == Task::fetch_tree && !walk_is_complete_ && wanted_.empty()) {
    TRY(const MissingBlobs::Step step, walk_->step(store_, k_wanted_at_a_time));
    for (const WantedBlob& blob : step.wanted) wanted_.push_back(blob.digest);
    walk_is_complete_ = step.state == MissingBlobs::State::complete;
    if (step.state == MissingBlobs::State::waiting) break;
  }
  return {};
}

// Asks for the next piece of a blob, or sends it; false when there is none to
// ask for now.
Result<bool> BlobTransfer::ask_piece(MovingList::iterator blob) {
  if (is_fetching()) {
    // The first piece tells the size.
    if (blob->asked > 0 && (!blob->size || blob->asked >= *blob->size)) {
      return false;
    }
    const std::uint64_t offset = blob->asked;
    blob->asked += k_blob_piece_bytes;
    connection_.queue(encode(
        ToBlobServer{GetPiece{send_request(blob), blob->digest, offset}}));
    return true;
  }
  if (!blob->reader) {
    TRY(blob->reader, store_.reader(blob->digest));
    blob->size = blob->reader->size();
  } else if (blob->asked >= *blob->size) {
    return false;
  }
  const std::uint64_t offset = blob->asked;
  TRY(std::string bytes, blob->reader->read(offset, k_blob_piece_bytes));
  blob->asked += k_blob_piece_bytes;
  connection_.queue(
      encode(ToBlobServer{PutPiece{send_request(blob), blob->digest,
                                   *blob->size, offset, std::move(bytes)}}));
  return true;
}

RequestId BlobTransfer::send_request(Request about) {
  const RequestId request{++last_request_};
  requests_[request] = about;
  return request;
}

}  // namespace aitherzero
