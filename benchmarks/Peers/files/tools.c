/*
 * Programs that people use for the same work, started once for each round: ripgrep for a tree of small files, cp for a
 * copy, fio for random reads around the page cache. Their start and end are in their time, but for fio, which measures
 * itself.
 */
#define _GNU_SOURCE
#include <spawn.h>
#include <sys/wait.h>

#include "files.h"
#include "small.h"

extern char **environ;

enum { OUTPUT_MAX = 1 << 22 };

typedef struct {
    char *arguments[24];
    char from[4096];
    char to[4096];
    outcome_t expected;
    small_t small;
    char *output;
} tool_t;

/* Runs a program to its end; its output is kept, up to OUTPUT_MAX bytes. */
static void run(tool_t *state)
{
    int ends[2];
    if (pipe(ends) != 0) peer_fail("pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    pid_t child;
    if (posix_spawnp(&child, state->arguments[0], &actions, NULL, state->arguments, environ) != 0)
        exit(PEER_UNKNOWN_SCENARIO); /* Not installed: this peer has no such work. */
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    size_t length = 0;
    ssize_t count;
    while ((count = read(ends[0], state->output + length, OUTPUT_MAX - length)) > 0) length += (size_t)count;
    state->output[length < OUTPUT_MAX ? length : OUTPUT_MAX - 1] = 0;
    close(ends[0]);
    int status;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) > 1)
        peer_fail("a tool failed");
}

/* ripgrep gives no hash, so its own count of files and bytes stands for it. */
static outcome_t rg_pass(void *opaque)
{
    tool_t *state = opaque;
    run(state);
    char *files = strstr(state->output, " files searched"), *bytes = strstr(state->output, " bytes searched");
    if (files == NULL || bytes == NULL) peer_fail("rg gave no statistics");
    while (files > state->output && files[-1] >= '0' && files[-1] <= '9') files--;
    while (bytes > state->output && bytes[-1] >= '0' && bytes[-1] <= '9') bytes--;
    outcome_t out = state->expected;
    if (strtoull(files, NULL, 10) != out.ops || strtoull(bytes, NULL, 10) != out.bytes) out.checksum = 0;
    return out;
}

static int rg_main(const char *scenario, const char *folder, int rounds, tool_t *state)
{
    snprintf(state->small.root, sizeof state->small.root, "%s/files/small", folder);
    state->small.root_length = strlen(state->small.root);
    small_list(&state->small);
    state->expected = small_pass(&state->small);
    char *arguments[] = { "rg", "--no-config", "-uuu", "-a", "--threads", "2", "--stats", "--quiet", "-F", "#absent#",
                          state->small.root, NULL };
    memcpy(state->arguments, arguments, sizeof arguments);
    return peer_measure_elapsed(scenario, "ripgrep", rounds, NULL, rg_pass, state);
}

static void remove_copy(void *opaque)
{
    unlink(((tool_t *)opaque)->to);
}

static outcome_t cp_pass(void *opaque)
{
    tool_t *state = opaque;
    run(state);
    struct stat facts;
    if (stat(state->to, &facts) != 0) peer_fail("cp made no file");
    return (outcome_t){ 1, (uint64_t)facts.st_size, (uint64_t)facts.st_size, 0 };
}

static int cp_main(const char *scenario, const char *folder, int rounds, tool_t *state)
{
    snprintf(state->from, sizeof state->from, "%s/files/sequential-256m.bin", folder);
    if (strcmp(scenario, "file-copy-memory") == 0)
        snprintf(state->to, sizeof state->to, "/dev/shm/native-bench-cp-%d.bin", (int)getpid());
    else
        snprintf(state->to, sizeof state->to, "%s/files/copy-cp.bin", folder);
    char *arguments[] = { "cp", state->from, state->to, NULL };
    memcpy(state->arguments, arguments, sizeof arguments);
    int result = peer_measure_elapsed(scenario, "cp", rounds, remove_copy, cp_pass, state);
    unlink(state->to);
    return result;
}

/* fio measures for a while and says how many reads it did in a second. */
static int fio_main(const char *scenario, const char *folder, int rounds, tool_t *state)
{
    unsigned depth, reads;
    if (sscanf(scenario, "file-random-qd%u", &depth) != 1) return PEER_UNKNOWN_SCENARIO;
    reads = depth == 1 ? 256 : depth * 64;
    char file[5000], depth_text[64];
    snprintf(file, sizeof file, "--filename=%s/files/random-blocks.bin", folder);
    snprintf(depth_text, sizeof depth_text, "--iodepth=%u", depth);
    char *arguments[] = { "fio", "--name=random", file, "--readonly", "--rw=randread", "--bs=4k", "--direct=1",
                          "--ioengine=io_uring", depth_text, "--randrepeat=0", "--norandommap", "--time_based",
                          "--runtime=700ms", "--output-format=json", NULL };
    memcpy(state->arguments, arguments, sizeof arguments);
    double samples[PEER_ROUNDS_MAX];
    int taken = rounds < 2 ? 1 : 2;
    for (int round = 0; round < taken; round++) {
        run(state);
        char *read_part = strstr(state->output, "\"read\"");
        char *rate = read_part == NULL ? NULL : strstr(read_part, "\"iops\" : ");
        if (rate == NULL) peer_fail("fio gave no rate");
        samples[round] = 1e9 / strtod(rate + strlen("\"iops\" : "), NULL);
    }
    outcome_t out = { reads, (uint64_t)reads * 4096, reads, 0 };
    return peer_print(scenario, "fio", out, samples, taken);
}

int main(int argc, char **argv)
{
    if (argc != 4) peer_fail("usage: tools SCENARIO CORPUS-FOLDER ROUNDS");
    const char *scenario = argv[1], *folder = argv[2];
    static tool_t state;
    state.output = malloc(OUTPUT_MAX);
    if (state.output == NULL) peer_fail("out of memory");
    if (strcmp(scenario, "file-many-walk") == 0) return rg_main(scenario, folder, atoi(argv[3]), &state);
    if (files_starts_with(scenario, "file-copy-")) return cp_main(scenario, folder, atoi(argv[3]), &state);
    if (files_starts_with(scenario, "file-random-")) return fio_main(scenario, folder, atoi(argv[3]), &state);
    return PEER_UNKNOWN_SCENARIO;
}
