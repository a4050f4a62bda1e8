// The sequence language: an expression selects scripts of the catalog.
//
//   expression = term *( "," term )         white space and case are free
//   term       = [ "!" ] ( number | range | prefix | stage | tag | name )
//   number     = 1*4DIGIT                   407 is 0407
//   range      = number "-" number          the scripts that exist in it
//   prefix     = *4DIGIT "*"                04* is 0400–0499, * is all
//   stage      = "stage:" text
//   tag        = "tag:" text
//   name       = a script's file or base name
//
// "!" excludes wherever it stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/catalog/catalog.hpp"
#include "shared/base/result.hpp"

namespace aitherzero {

// Part of a sequence: the text of one or more terms and where it was written.
struct SequenceText {
  std::string text;
  Place place;
};

struct SelectedScript {
  std::size_t script;  // position in the catalog
  std::string term;    // the term that selected it, as written, or
                       // "dependency of 0407" with Dependencies::include
  Place place = {};    // of the term; nowhere for a dependency
};

struct Selection {
  std::vector<SelectedScript> scripts;  // in the order of the language
  std::vector<std::size_t> excluded;    // positions in the catalog
  std::vector<Warning> warnings;
};

enum class Dependencies { selected_only, include };

// Order: terms as written, the scripts within one term ascending, a repeat
// keeps its first place; then, walking that order, each script's not yet
// placed dependencies come just before it. A cycle of dependencies does not
// matter here (the plan reports it).
Result<Selection> select_scripts(const Catalog& catalog,
                                 const std::vector<SequenceText>& expression,
                                 Dependencies dependencies);

// True when a text can be read as one or more terms of this language rather
// than, say, a playbook's name: used to give better advice.
bool looks_like_sequence(std::string_view text);

}  // namespace aitherzero
