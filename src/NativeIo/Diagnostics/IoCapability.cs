namespace NativeIo;

/// <summary>What makes files faster or safer, and a system, a file system or a sandbox may lack.</summary>
public enum IoCapability
{
    /// <summary>A ring through which many transfers go to the kernel together (io_uring).</summary>
    KernelRing,

    /// <summary>Transfers between memory and device, around the page cache (O_DIRECT).</summary>
    DirectTransfers,

    /// <summary>Reads that take what is cached and never wait for a disk (RWF_NOWAIT).</summary>
    CachedReads,

    /// <summary>Reads that leave nothing behind in the page cache (RWF_DONTCACHE).</summary>
    UncachedReads,

    /// <summary>Copies that the kernel or a server makes by itself (copy_file_range).</summary>
    RangeCopies,

    /// <summary>Copies that share their storage until one of them is written to (FICLONERANGE).</summary>
    SharedCopies,

    /// <summary>Paths that the kernel keeps inside a folder (openat2).</summary>
    ContainedPaths,

    /// <summary>Temporary files that have no name (O_TMPFILE).</summary>
    NamelessFiles,

    /// <summary>Copies from mappings that report pages which are gone (process_vm_readv).</summary>
    CheckedMappings,

    /// <summary>Memory in huge pages for pools (THP).</summary>
    HugePages,
}
