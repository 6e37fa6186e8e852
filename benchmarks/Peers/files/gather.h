/* Gather writes: pwritev of all segments, 1024 at a time, to the start of a file that is allocated and cached. */
#ifndef NATIVE_GATHER_H
#define NATIVE_GATHER_H

#include <limits.h>
#include <sys/uio.h>

#include "files.h"

typedef struct {
    int file;
    int count;
    size_t length;
    unsigned repeat;
    struct iovec *segments;
} gather_t;

static inline outcome_t gather_pass(void *opaque)
{
    gather_t *state = opaque;
    size_t total = state->length * (size_t)state->count;
    for (unsigned i = 0; i < state->repeat; i++) {
        off_t offset = 0;
        for (int at = 0; at < state->count; at += IOV_MAX) {
            int count = state->count - at < IOV_MAX ? state->count - at : IOV_MAX;
            ssize_t written = pwritev(state->file, state->segments + at, count, offset);
            if (written != (ssize_t)(state->length * (size_t)count)) peer_fail("short pwritev");
            offset += written;
        }
    }
    return (outcome_t){ state->repeat, total * state->repeat, total * state->repeat, 0 };
}

static inline int gather_main(const char *scenario, const char *folder, int rounds)
{
    static gather_t state;
    unsigned count, length;
    if (sscanf(scenario, "file-gather-%ux%u", &count, &length) != 2) return PEER_UNKNOWN_SCENARIO;
    state.count = (int)count;
    state.length = length;
    size_t total = (size_t)count * length;
    state.repeat = (unsigned)(total >= (1 << 18) ? 1 : (1 << 18) / total < 256 ? (1 << 18) / total : 256);
    state.segments = calloc(count, sizeof *state.segments);
    uint8_t *memory = malloc(total);
    if (state.segments == NULL || memory == NULL) peer_fail("out of memory");
    memset(memory, 7, total);
    for (unsigned i = 0; i < count; i++) state.segments[i] = (struct iovec){ memory + (size_t)i * length, length };

    char path[4096];
    snprintf(path, sizeof path, "%s/files/gather-c-file.bin", folder);
    state.file = files_open(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (posix_fallocate(state.file, 0, (off_t)total) != 0) peer_fail("no space");
    int result = peer_measure(scenario, "c-file", rounds, gather_pass, &state);
    unlink(path);
    return result;
}

#endif
