namespace NativeIo.Tests;

/// <summary>The readers that have to do the same.</summary>
public enum TestedReader
{
    Async,
    Buffered,
    Mapped,

    /// <summary>Around the page cache, by a ring of the kernel or by threads: what the machine has.</summary>
    Direct,

    /// <summary>As <see cref="Direct"/>, where the kernel's ring is denied.</summary>
    DirectByThreads,

    /// <summary>Through the page cache, by a ring of the kernel where the machine has one.</summary>
    Ring,

    /// <summary>As <see cref="Ring"/>, where the kernel's ring is denied.</summary>
    RingByThreads,
}
