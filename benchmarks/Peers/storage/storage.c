/*
 * A store's system calls with nothing around them: get is open, fstat, pread, close; put is a new file, pwrite, close
 * and rename, with fdatasync before and fsync of the folder after where it is durable; list is getdents, fstatat and
 * a sort. Floors, like floor.c.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/peer.h"

enum { LANES_MAX = 16, KEYS_MAX = 256, PATH_LENGTH = 4096, NAME_LENGTH = 256 };

static const char *peer = "c-storage";

typedef struct {
    const char *name;
    size_t length;
    unsigned keys, gets, puts;
} value_size_t;

/* As in ValueSize.cs. */
static const value_size_t sizes[] = {
    { "100b", 100, 256, 512, 64 },     { "4k", 4 << 10, 256, 512, 64 }, { "64k", 64 << 10, 64, 128, 64 },
    { "1m", 1 << 20, 16, 32, 16 }, { "64m", 64 << 20, 2, 2, 2 },
};

typedef struct store store_t;

typedef struct {
    store_t *store;
    unsigned number;
    uint64_t checksum;
    uint8_t *buffer;
    pthread_t thread;
} lane_t;

struct store {
    const value_size_t *size;
    unsigned lanes, ops_per_lane;
    int folder, unfinished, is_put, is_durable;
    char keys[KEYS_MAX][24];
    uint8_t *values[2]; /* By turns, a pass each: a database may leave out what changes nothing. */
    uint8_t *value;
    pthread_barrier_t start, end;
    lane_t lane[LANES_MAX];
};

static uint8_t *allocate(size_t length)
{
    uint8_t *bytes;
    if (posix_memalign((void **)&bytes, 4096, length) != 0) peer_fail("out of memory");
    return bytes;
}

static uint64_t get(store_t *store, lane_t *lane, const char *key)
{
    struct stat facts;
    int file = openat(store->folder, key, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 || fstat(file, &facts) != 0) peer_fail(key);
    if (pread(file, lane->buffer, (size_t)facts.st_size, 0) != facts.st_size) peer_fail("short read");
    close(file);
    return peer_value(lane->buffer, (size_t)facts.st_size);
}

static uint64_t put(store_t *store, lane_t *lane, const char *key)
{
    char name[16];
    snprintf(name, sizeof name, "%x", lane->number);
    int file = openat(store->unfinished, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) peer_fail(name);
    size_t length = store->size->length;
    if (pwrite(file, store->value, length, 0) != (ssize_t)length) peer_fail("short write");
    if (store->is_durable && fdatasync(file) != 0) peer_fail("fdatasync");
    if (close(file) != 0) peer_fail("close");
    if (renameat(store->unfinished, name, store->folder, key) != 0) peer_fail("rename");
    if (store->is_durable && fsync(store->folder) != 0) peer_fail("fsync");
    return peer_value(store->value, length);
}

static void run_lane(lane_t *lane)
{
    store_t *store = lane->store;
    uint64_t checksum = 0;
    for (unsigned i = 0; i < store->ops_per_lane; i++) {
        unsigned op = lane->number * store->ops_per_lane + i;
        const char *key = store->keys[op * 97 % store->size->keys];
        checksum += store->is_put ? put(store, lane, key) : get(store, lane, key);
    }
    lane->checksum = checksum;
}

static void *serve(void *opaque)
{
    lane_t *lane = opaque;
    for (;;) {
        pthread_barrier_wait(&lane->store->start);
        run_lane(lane);
        pthread_barrier_wait(&lane->store->end);
    }
    return NULL;
}

static outcome_t pass(void *opaque)
{
    store_t *store = opaque;
    store->value = store->values[store->value == store->values[0]];
    if (store->lanes == 1) {
        run_lane(&store->lane[0]);
    } else {
        pthread_barrier_wait(&store->start);
        pthread_barrier_wait(&store->end);
    }
    uint64_t ops = (uint64_t)store->ops_per_lane * store->lanes;
    outcome_t out = { ops, ops * store->size->length, 0, 0 };
    for (unsigned i = 0; i < store->lanes; i++) out.checksum += store->lane[i].checksum;
    return out;
}

static void start_lanes(store_t *store)
{
    pthread_barrier_init(&store->start, NULL, store->lanes + 1);
    pthread_barrier_init(&store->end, NULL, store->lanes + 1);
    for (unsigned i = 0; i < store->lanes; i++) {
        lane_t *lane = &store->lane[i];
        lane->store = store;
        lane->number = i;
        if (!store->is_put) lane->buffer = allocate(store->size->length);
        if (store->lanes > 1 && pthread_create(&lane->thread, NULL, serve, lane) != 0) peer_fail("no thread");
    }
}

static int open_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) peer_fail(path);
    return folder;
}

static void make_folder(const char *path)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST) peer_fail(path);
}

static void check_puts(store_t *store)
{
    uint8_t *read = allocate(store->size->length + 1);
    for (unsigned key = 0; key < store->size->keys; key++) {
        int file = openat(store->folder, store->keys[key], O_RDONLY | O_CLOEXEC);
        if (file < 0) continue; /* Fewer operations than keys. */
        ssize_t length = pread(file, read, store->size->length + 1, 0);
        if (length != (ssize_t)store->size->length || memcmp(read, store->value, (size_t)length) != 0)
            peer_fail("what was put is not there");
        close(file);
    }
    free(read);
}

static int store_main(store_t *store, const char *scenario, const char *folder, int rounds)
{
    char path[PATH_LENGTH], unfinished[PATH_LENGTH + 16];
    start_lanes(store);
    if (!store->is_put) {
        snprintf(path, sizeof path, "%s/files/storage/get-%s", folder, store->size->name);
        store->folder = open_folder(path);
        return peer_measure(scenario, peer, rounds, pass, store);
    }
    snprintf(path, sizeof path, "%s/files/storage/c-put", folder);
    snprintf(unfinished, sizeof unfinished, "%s/.unfinished", path);
    make_folder(path);
    make_folder(unfinished);
    store->folder = open_folder(path);
    store->unfinished = open_folder(unfinished);
    for (int i = 0; i < 2; i++) store->values[i] = allocate(store->size->length);
    for (size_t i = 0; i < store->size->length; i++) {
        store->values[0][i] = (uint8_t)(i ^ (i >> 8) ^ (i >> 16));
        store->values[1][i] = (uint8_t)(store->values[0][i] ^ (i == 0 ? 0 : 255));
    }
    for (int i = 0; i < 3; i++) pass(store);
    check_puts(store);
    int result = peer_measure_elapsed(scenario, peer, rounds, NULL, pass, store);
    for (unsigned key = 0; key < store->size->keys; key++) unlinkat(store->folder, store->keys[key], 0);
    rmdir(unfinished);
    rmdir(path);
    return result;
}

/* A list: names of a folder are read, sorted, and asked for one after another. */
typedef struct {
    int root;
    int is_flat;
} list_t;

typedef struct {
    char **names;
    size_t count, capacity;
} names_t;

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void read_names(int folder, unsigned char type, names_t *names)
{
    DIR *entries = fdopendir(openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (entries == NULL) peer_fail("fdopendir");
    struct dirent *entry;
    while ((entry = readdir(entries)) != NULL) {
        if (entry->d_type != type || entry->d_name[0] == '.') continue;
        if (names->count == names->capacity) {
            names->capacity = names->capacity == 0 ? 1024 : 2 * names->capacity;
            names->names = realloc(names->names, names->capacity * sizeof(char *));
        }
        if (names->names == NULL || (names->names[names->count++] = strdup(entry->d_name)) == NULL)
            peer_fail("out of memory");
    }
    closedir(entries);
    qsort(names->names, names->count, sizeof(char *), by_name);
}

static void free_names(names_t *names)
{
    for (size_t i = 0; i < names->count; i++) free(names->names[i]);
    free(names->names);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; *text != 0; text++) hash = (hash ^ (uint8_t)*text) * 1099511628211u;
    return hash;
}

static uint64_t list_folder(int folder, const char *beginning, uint64_t hash, outcome_t *out)
{
    names_t names = { NULL, 0, 0 };
    read_names(folder, DT_REG, &names);
    for (size_t i = 0; i < names.count; i++) {
        struct stat facts;
        if (fstatat(folder, names.names[i], &facts, AT_SYMLINK_NOFOLLOW) != 0) peer_fail(names.names[i]);
        hash = hash_text(hash_text(hash, beginning), names.names[i]);
        hash = (hash ^ (uint64_t)facts.st_size) * 1099511628211u;
        out->ops++;
        out->bytes++;
        out->checksum += hash;
    }
    free_names(&names);
    return hash;
}

static outcome_t list_pass(void *opaque)
{
    list_t *list = opaque;
    outcome_t out = { 0, 0, 0, 0 };
    if (list->is_flat) {
        list_folder(list->root, "", 0, &out);
        return out;
    }
    names_t folders = { NULL, 0, 0 };
    read_names(list->root, DT_DIR, &folders);
    uint64_t hash = 0;
    for (size_t i = 0; i < folders.count; i++) {
        char beginning[NAME_LENGTH + 1];
        snprintf(beginning, sizeof beginning, "%.*s/", NAME_LENGTH - 1, folders.names[i]);
        int folder = openat(list->root, folders.names[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0) peer_fail(folders.names[i]);
        hash = list_folder(folder, beginning, hash, &out);
        close(folder);
    }
    free_names(&folders);
    return out;
}

static int list_main(const char *scenario, const char *folder, int rounds)
{
    char path[PATH_LENGTH];
    const char *kind = strrchr(scenario, '-') + 1;
    if (strcmp(kind, "flat") != 0 && strcmp(kind, "folders") != 0) return PEER_UNKNOWN_SCENARIO;
    snprintf(path, sizeof path, "%s/files/storage/list-%s", folder, kind);
    static list_t list;
    list.root = open_folder(path);
    list.is_flat = strcmp(kind, "flat") == 0;
    return peer_measure_elapsed(scenario, peer, rounds, NULL, list_pass, &list);
}

int main(int argc, char **argv)
{
    if (argc != 4) peer_fail("usage: c-storage SCENARIO CORPUS-FOLDER ROUNDS");
    const char *scenario = argv[1];
    int rounds = atoi(argv[3]);
    if (strncmp(scenario, "storage-list-", 13) == 0) return list_main(scenario, argv[2], rounds);

    static store_t store;
    char size[16], kind[16];
    if (sscanf(scenario, "storage-put-%15[a-z]-%15[0-9a-z]-c%u", kind, size, &store.lanes) == 3) {
        store.is_put = 1;
        store.is_durable = strcmp(kind, "durable") == 0;
    } else if (sscanf(scenario, "storage-get-%15[0-9a-z]-c%u", size, &store.lanes) != 2) {
        return PEER_UNKNOWN_SCENARIO;
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (strcmp(sizes[i].name, size) == 0) store.size = &sizes[i];
    if (store.size == NULL || store.lanes < 1 || store.lanes > LANES_MAX) return PEER_UNKNOWN_SCENARIO;
    unsigned ops = store.is_put ? store.size->puts : store.size->gets;
    store.ops_per_lane = (ops > store.lanes ? ops : store.lanes) / store.lanes;
    for (unsigned key = 0; key < store.size->keys; key++)
        snprintf(store.keys[key], sizeof store.keys[key], "object-%04u", key);
    return store_main(&store, scenario, argv[2], rounds);
}
