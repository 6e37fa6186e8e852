using System.Collections.Generic;

namespace NativeIo;

/// <summary>What a capability is called, and what follows from having or lacking it.</summary>
internal sealed record IoCapabilityWords(IoCapability Capability, string Name, string Present, string Absent)
{
    internal static IReadOnlyList<IoCapabilityWords> All { get; } =
    [
        new(
            IoCapability.KernelRing,
            "io_uring",
            "many transfers go to the kernel together",
            "reads use plain calls, batches use threads"),
        new(
            IoCapability.DirectTransfers,
            "O_DIRECT",
            "direct readers and writers go around the page cache",
            "direct readers and writers use the page cache"),
        new(
            IoCapability.CachedReads,
            "RWF_NOWAIT",
            "asynchronous reads of cached bytes are done at once",
            "asynchronous reads always take a thread"),
        new(
            IoCapability.UncachedReads,
            "RWF_DONTCACHE",
            "reads can leave nothing in the page cache",
            "pages are dropped behind the reader instead (fadvise)"),
        new(
            IoCapability.RangeCopies,
            "copy_file_range",
            "the file system copies by itself",
            "copies use sendfile or plain calls"),
        new(
            IoCapability.SharedCopies,
            "reflink",
            "copies share their storage until one of them is written to",
            "copies take their space at once"),
        new(
            IoCapability.ContainedPaths,
            "openat2",
            "the kernel keeps paths inside a folder",
            "paths in a folder are opened name by name"),
        new(
            IoCapability.NamelessFiles,
            "O_TMPFILE",
            "unfinished files have no name",
            "unfinished files have temporary names"),
        new(
            IoCapability.CheckedMappings,
            "process_vm_readv",
            "a mapped file that shrinks is an error like any other",
            "mapped files are read by plain calls where they could shrink"),
        new(
            IoCapability.HugePages,
            "huge pages",
            "a pool with huge pages gets them",
            "a pool with huge pages gets plain ones"),
    ];
}
