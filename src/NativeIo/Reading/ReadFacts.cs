namespace NativeIo;

/// <summary>All that decides how a file is read.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct ReadFacts
{
    /// <summary>Gets the length in bytes; 0 also when the system does not know it, as in <c>/proc</c>.</summary>
    public long Length { get; init; }

    /// <summary>Gets what the path leads to.</summary>
    public FileKind Kind { get; init; }

    /// <summary>Gets what kind of file system it is on.</summary>
    public FileSystemKind FileSystem { get; init; }

    /// <summary>Gets what the file system says about it.</summary>
    public FileFactFlags Flags { get; init; }

    /// <summary>Gets the compressed format that it begins like.</summary>
    public ContentFormat Format { get; init; }

    /// <summary>Gets what is done with it.</summary>
    public ReadDelivery Delivery { get; init; }

    /// <summary>Gets the promise that nobody changes it meanwhile.</summary>
    public bool IsImmutable { get; init; }

    /// <summary>Gets how many reads are under way at a time: of it, or of it and others beside it.</summary>
    public int Concurrency { get; init; }

    /// <summary>Gets what reading leaves in the page cache.</summary>
    public PageCachePolicy CachePolicy { get; init; }

    /// <summary>Gets whether the file system says how direct transfers are aligned.</summary>
    public bool HasDirect { get; init; }
}
