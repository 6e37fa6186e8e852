using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace NativeIo;

/// <summary>What became of many files, in the order they were named. Ownership: owns the contents.</summary>
/// <remarks>Thread safety: reading from any thread; disposing when nobody reads.</remarks>
public sealed class FileReadResults : IReadOnlyList<FileReadResult>, IDisposable
{
    private FileReadResult[] _results;

    internal FileReadResults(FileReadResult[] results) => _results = results;

    /// <summary>Gets the number of files.</summary>
    public int Count => _results.Length;

    /// <summary>Gets the number of files that could not be read.</summary>
    public int FailureCount => _results.Count(static result => !result.IsSuccess);

    /// <summary>Gets the bytes of all files.</summary>
    public long TotalLength => _results.Sum(static result => result.Content.Length);

    /// <summary>Gets what became of one file.</summary>
    /// <param name="index">Its place in the list of paths.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such file, or the list was disposed.</exception>
    public FileReadResult this[int index] => _results[index];

    /// <inheritdoc/>
    public IEnumerator<FileReadResult> GetEnumerator() => ((IEnumerable<FileReadResult>)_results).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Disposes all contents; the list is empty then. Twice is once.</summary>
    public void Dispose()
    {
        FileReadResult[] results = _results;
        _results = [];
        foreach (FileReadResult result in results)
        {
            result.Content.Dispose();
        }
    }
}
