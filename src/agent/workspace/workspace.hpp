// The folder that one attempt runs in: made from trees, looked through for
// outputs, and gone afterwards. These calls read and write files and take
// their time; they are made on a thread of their own.
#pragma once

#include <string>

#include "agent/workspace/blob_access.hpp"
#include "protocol/message/job_result.hpp"
#include "protocol/message/job_spec.hpp"
#include "shared/cache/blob_store.hpp"

namespace aitherzero {

// Brings what is needed and makes the folder `path`, which must not exist, of
// the workspace and the overlays of `spec`. On an error nothing is left.
Status make_workspace(const JobSpec& spec, const std::string& path,
                      BlobStore& store, BlobAccess& blobs);

// What the job declared as outputs and left in the folder, put to the
// controller, as `result.outputs`. A job that succeeded must have left all
// that it declared by name: else it has failed. Patterns may match nothing,
// which is noted.
void take_outputs(const JobSpec& spec, const std::string& path,
                  BlobStore& store, BlobAccess& blobs, JobResult& result);

// Makes a success a failure; what has failed already has this noted.
void add_failure(JobResult& result, const std::string& message);

// Removes a workspace, also where a job has taken away its own rights.
void remove_workspace(const std::string& path);

// The same job in the folder `path`: all its paths are absolute.
JobSpec in_workspace(JobSpec spec, const std::string& path);

}  // namespace aitherzero
