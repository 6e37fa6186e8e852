/*
 * Many small files: open, read, close on two threads with a buffer each, and no other call. The list is given, or found
 * by walking the folders.
 */
#ifndef NATIVE_SMALL_H
#define NATIVE_SMALL_H

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>

#include "files.h"

enum { SMALL_THREADS = 2, SMALL_FILES_MAX = 20000, SMALL_FOLDERS = 20 };

typedef struct {
    char root[4096];
    char *paths[SMALL_FILES_MAX];
    unsigned count;
    size_t root_length;
    int walks;
    atomic_uint next;
} small_t;

typedef struct {
    small_t *all;
    outcome_t out;
    uint8_t *buffer;
} small_lane_t;

/* FNV-1a of the path below the root, joined with the words and the length of the content. */
static inline uint64_t small_hash(const char *name, uint64_t words, uint64_t length)
{
    uint64_t hash = 14695981039346656037u;
    for (; *name != 0; name++) hash = (hash ^ (uint8_t)*name) * 1099511628211u;
    return (hash ^ words) * 1099511628211u + length;
}

static inline void small_read(small_lane_t *lane, const char *path)
{
    int file = files_open(path, O_RDONLY);
    size_t length = 0;
    ssize_t count = read(file, lane->buffer, FILES_BUFFER);
    if (count < 0) peer_fail(path);
    length = (size_t)count;
    close(file);
    lane->out.ops++;
    lane->out.bytes += length;
    lane->out.checksum +=
        small_hash(path + lane->all->root_length + 1, files_xor(lane->buffer, length), length);
}

static inline void small_folder(small_lane_t *lane, const char *folder)
{
    DIR *entries = opendir(folder);
    if (entries == NULL) peer_fail(folder);
    struct dirent *entry;
    while ((entry = readdir(entries)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        char path[4096 + 300];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_type == DT_REG) small_read(lane, path);
    }
    closedir(entries);
}

static inline void *small_work(void *opaque)
{
    small_lane_t *lane = opaque;
    unsigned i;
    unsigned count = lane->all->walks ? SMALL_FOLDERS : lane->all->count;
    while ((i = atomic_fetch_add(&lane->all->next, 1)) < count) {
        if (lane->all->walks) {
            char folder[4096 + 16];
            snprintf(folder, sizeof folder, "%s/%02u", lane->all->root, i);
            small_folder(lane, folder);
        } else {
            small_read(lane, lane->all->paths[i]);
        }
    }
    return NULL;
}

static inline outcome_t small_pass(void *opaque)
{
    small_t *all = opaque;
    static small_lane_t lanes[SMALL_THREADS];
    pthread_t threads[SMALL_THREADS];
    atomic_store(&all->next, 0);
    for (int i = 0; i < SMALL_THREADS; i++) {
        lanes[i].all = all;
        lanes[i].out = (outcome_t){ 0, 0, 0, 0 };
        if (lanes[i].buffer == NULL && posix_memalign((void **)&lanes[i].buffer, 4096, FILES_BUFFER) != 0)
            peer_fail("out of memory");
        if (i > 0 && pthread_create(&threads[i], NULL, small_work, &lanes[i]) != 0) peer_fail("no thread");
    }
    small_work(&lanes[0]);
    outcome_t out = lanes[0].out;
    for (int i = 1; i < SMALL_THREADS; i++) {
        pthread_join(threads[i], NULL);
        out.ops += lanes[i].out.ops;
        out.bytes += lanes[i].out.bytes;
        out.checksum += lanes[i].out.checksum;
    }
    return out;
}

static inline void small_drop(void *opaque)
{
    small_t *all = opaque;
    for (unsigned i = 0; i < all->count; i++) {
        files_drop(all->paths[i]);
        if (access("/proc/sys/vm/drop_caches", W_OK) == 0) break;
    }
}

static inline void small_list(small_t *all)
{
    for (unsigned i = 0; i < SMALL_FILES_MAX; i++) {
        char path[4096 + 16];
        snprintf(path, sizeof path, "%s/%02u/%05u", all->root, i % SMALL_FOLDERS, i);
        if (access(path, R_OK) != 0) break;
        all->paths[all->count++] = strdup(path);
    }
}

static inline int small_main(const char *scenario, const char *folder, int rounds)
{
    static small_t all;
    snprintf(all.root, sizeof all.root, "%s/files/small", folder);
    all.root_length = strlen(all.root);
    small_list(&all);
    all.walks = strstr(scenario, "walk") != NULL;
    int is_cold = strstr(scenario, "cold") != NULL;
    return peer_measure_elapsed(scenario, "c-file", rounds, is_cold ? small_drop : NULL, small_pass, &all);
}

#endif
