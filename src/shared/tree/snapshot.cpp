#include "shared/tree/snapshot.hpp"

#include "shared/platform/files.hpp"
#include "shared/tree/ignore.hpp"
#include "shared/tree/limits.hpp"
#include "shared/tree/tree_builder.hpp"

namespace aitherzero {
namespace {

Result<IgnoreFile> read_rules(const std::string& path) {
  TRY(const std::string text, read_file(path, k_max_ignore_file_bytes));
  return IgnoreFile::parse(text);
}

// What is no plain file holds no rules; git does not follow links there
// either.
Result<IgnoreFile> read_rules_if_any(const std::string& path) {
  const auto node = look_at(path);
  if (!node || node->kind != NodeKind::file) return IgnoreFile();
  return read_rules(path);
}

class NotIgnored final : public Selection {
 public:
  NotIgnored(const std::string& root, IgnoreRules rules)
      : root_(root), rules_(std::move(rules)) {}

  Status enter(const std::string& folder,
               const std::vector<FolderNode>& nodes) override {
    std::vector<IgnoreFile> files;
    for (const char* name : {".gitignore", ".aitherignore"}) {
      for (const FolderNode& node : nodes) {
        if (node.name != name || node.kind != NodeKind::file) continue;
        TRY(IgnoreFile file, read_rules(below(folder, name)));
        files.push_back(std::move(file));
      }
    }
    rules_.enter(folder, std::move(files));
    return {};
  }

  void leave() override { rules_.leave(); }

  Choice choose(const std::string& path, const FolderNode& node,
                Choice) override {
    const PathKind kind =
        node.kind == NodeKind::folder ? PathKind::folder : PathKind::other;
    return rules_.ignores(path, kind) ? Choice::leave_out : Choice::take;
  }

 private:
  std::string below(const std::string& folder, const char* name) const {
    return root_ + (folder.empty() ? "" : "/" + folder) + "/" + name;
  }

  const std::string& root_;
  IgnoreRules rules_;
};

class Everything final : public Selection {
 public:
  Status enter(const std::string&, const std::vector<FolderNode>&) override {
    return {};
  }
  void leave() override {}
  Choice choose(const std::string&, const FolderNode&, Choice) override {
    return Choice::take;
  }
};

void forget_racy(StatCache& stamps, std::chrono::system_clock::time_point now) {
  const std::int64_t trusted_before_ns =
      std::chrono::nanoseconds((now - k_racy_age).time_since_epoch()).count();
  std::erase_if(stamps.files, [&](const auto& file) {
    const FileStamp& stamp = file.second.stamp;
    return std::max(stamp.modified_ns, stamp.changed_ns) >= trusted_before_ns;
  });
}

Result<Snapshot> build(const std::string& folder, BlobStore& store,
                       const StatCache& known, Selection& selection,
                       std::chrono::system_clock::time_point now) {
  TreeBuilder builder(folder, store, selection,
                      TreeBuilder::OutsideLinks::leave_out, known);
  Snapshot snapshot;
  TRY(snapshot.tree, builder.build());
  snapshot.stamps = builder.take_stamps();
  snapshot.files_read = builder.files_read();
  forget_racy(snapshot.stamps, now);
  return snapshot;
}

}  // namespace

Result<Snapshot> take_snapshot(const std::string& folder, BlobStore& store,
                               const StatCache& known,
                               const SnapshotOptions& options) {
  if (options.ignore_files == IgnoreFiles::not_read) {
    Everything everything;
    return build(folder, store, known, everything, options.now);
  }
  TRY(IgnoreFile base, read_rules_if_any(folder + "/.git/info/exclude"));
  NotIgnored selection(folder, IgnoreRules(std::move(base)));
  return build(folder, store, known, selection, options.now);
}

}  // namespace aitherzero
