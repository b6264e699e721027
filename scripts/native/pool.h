/*
 * Read before each source of tfjs-node's addon, so that every session of TensorFlow takes all its buffers from
 * TensorFlow's own pool where SADDLE_POOL=1 says so (src/main/trainer/pool.ts says when, and why).
 *
 * TF_CPU_ALLOCATOR_USE_BFC alone pools the tensors, but not the buffers into which Eigen packs the factors of a
 * matrix product: a device hands its allocator on to Eigen only in sessions that heed NUMA nodes
 * (tensorflow/core/common_runtime/local_device.cc).
 */
#pragma once
#include <cstdlib>
#include <cstring>

#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"

namespace saddle {

/** ConfigProto { experimental { use_numa_affinity: true } }, as protobuf has it. */
static const unsigned char heedNuma[] = {0x82, 0x01, 0x02, 0x28, 0x01};

inline bool pools() {
  const char *wish = std::getenv("SADDLE_POOL");
  return wish != nullptr && std::strcmp(wish, "1") == 0;
}

// A TensorFlow that does not take the setting goes on without it.

inline TFE_ContextOptions *newContextOptions() {
  TFE_ContextOptions *options = TFE_NewContextOptions();
  if (pools()) {
    TF_Status *status = TF_NewStatus();
    TFE_ContextOptionsSetConfig(options, heedNuma, sizeof heedNuma, status);
    TF_DeleteStatus(status);
  }
  return options;
}

inline TF_SessionOptions *newSessionOptions() {
  TF_SessionOptions *options = TF_NewSessionOptions();
  if (pools()) {
    TF_Status *status = TF_NewStatus();
    TF_SetConfig(options, heedNuma, sizeof heedNuma, status);
    TF_DeleteStatus(status);
  }
  return options;
}

}  // namespace saddle

#define TFE_NewContextOptions saddle::newContextOptions
#define TF_NewSessionOptions saddle::newSessionOptions
