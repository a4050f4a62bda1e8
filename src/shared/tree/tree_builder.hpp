// Inside the room: walks a folder, takes what a selection says, puts the files
// and the trees to a store. Links are never followed. snapshot() and capture()
// are this with different selections.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/tree/folder_node.hpp"
#include "shared/tree/snapshot.hpp"
#include "shared/tree/tree.hpp"

namespace aitherzero {

enum class Choice {
  leave_out,
  look_inside,  // a folder that counts only for what is taken in it
  take,         // of a folder's content, each thing is still asked for
};

// Decides on what a walk meets. Paths are relative to the walk's root, with
// '/'; the root is "".
class Selection {
 public:
  virtual ~Selection() = default;
  virtual Status enter(const std::string& folder,
                       const std::vector<FolderNode>& nodes) = 0;
  virtual void leave() = 0;
  // `around` is what was chosen for the folder that it is in.
  virtual Choice choose(const std::string& path, const FolderNode& node,
                        Choice around) = 0;
};

class TreeBuilder {
 public:
  enum class OutsideLinks { leave_out, refuse };

  // `root` is the choice for the folder itself.
  TreeBuilder(std::string folder, BlobStore& store, Selection& selection,
              OutsideLinks outside_links, const StatCache& known,
              Choice root = Choice::take)
      : folder_(std::move(folder)),
        store_(store),
        selection_(selection),
        outside_links_(outside_links),
        known_(known),
        root_choice_(root) {}

  Result<BuiltTree> build();

  // After build(): the stamps of all files in it, and how many were read.
  StatCache take_stamps() { return std::move(stamps_); }
  std::size_t files_read() const { return files_read_; }

 private:
  // A folder on the way from the root to where the walk is.
  struct Level {
    const std::string& path;
    std::size_t depth;  // 0 is the root
    Choice choice;
    Tree tree;
    bool left_out = false;  // something in it was

    bool counts() const {
      return !tree.entries.empty() || (choice == Choice::take && !left_out);
    }
  };

  std::string full(const std::string& path) const;
  Status fill(Level& level);
  Status add(Level& level, const std::string& path, const FolderNode& node,
             Choice choice);
  Status add_folder(Level& above, const std::string& path,
                    const FolderNode& node, Choice choice);
  Status add_link(Level& level, const std::string& path,
                  const FolderNode& node);
  Status add_file(Level& level, const std::string& path, FolderNode node);
  Result<Digest> digest_of_file(const std::string& path, FolderNode& node);
  Result<Digest> read_file_once(const std::string& path, FolderNode& node);
  Result<Digest> put(const Tree& tree);
  void warn(std::string message, const std::string& path,
            std::string advice = {});
  void warn_of_case_twins(const Level& level);

  const std::string folder_;
  BlobStore& store_;
  Selection& selection_;
  const OutsideLinks outside_links_;
  const StatCache& known_;
  const Choice root_choice_;
  BuiltTree built_;
  StatCache stamps_;
  std::size_t files_read_ = 0;
  std::size_t entries_ = 0;
};

}  // namespace aitherzero
