namespace NativeIo;

/// <summary>The order in which <see cref="FileScanner.ScanAsync(System.Collections.Generic.IEnumerable{NativePath},
/// System.Threading.CancellationToken)"/> gives results.</summary>
public enum ScanOrder
{
    /// <summary>As they are ready; chunks of different files may come in between each other.</summary>
    AsCompleted,

    /// <summary>As the paths were listed: all of a file, then all of the next.</summary>
    AsListed,
}
