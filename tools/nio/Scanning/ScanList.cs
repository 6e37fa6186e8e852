using System;
using System.Collections.Generic;
using NativeIo;
using Nio.Copying;
using Nio.Lines;
using Nio.Output;

namespace Nio.Scanning;

/// <summary>The files that are to be read: what the paths name, and what is below them.</summary>
/// <remarks>
/// Failures of the walk go to the feed. Thread safety: enumerated once, by one thread at a time; counts are read when
/// that is over.
/// </remarks>
internal sealed class ScanList
{
    private readonly ScanRequest _request;
    private readonly ResultFeed<ScanFileResult> _results;

    internal ScanList(ScanRequest request, ResultFeed<ScanFileResult> results)
    {
        _request = request;
        _results = results;
    }

    internal long LinksLeftOut { get; private set; }

    /// <summary>Gets the number of pipes, sockets and devices that were left out.</summary>
    internal long SpecialsLeftOut { get; private set; }

    internal IEnumerable<NativePath> Files()
    {
        // Sorted, so that two runs show the same order.
        DirectoryWalkOptions options = new() { FollowsLinks = _request.FollowsLinks, IsSorted = true };
        foreach (string root in _request.Paths)
        {
            foreach (DirectoryEntry entry in new DirectoryWalker(root, options))
            {
                if (IsFile(entry))
                {
                    yield return entry.Path;
                }
            }
        }
    }

    private bool IsFile(DirectoryEntry entry)
    {
        if (entry.Error is { } error)
        {
            Fail(entry.Path, Messages.Describe(error));
            return false;
        }

        switch (entry.Kind)
        {
            case FileKind.Regular or FileKind.Unknown:
                return true;
            case FileKind.Directory:
                return false;
            case FileKind.Link:
                LinksLeftOut++;
                return false;
            default:
                if (entry.Depth == 0)
                {
                    string path = DisplayText.Escape(entry.Path.ToString());
                    Fail(
                        entry.Path,
                        $"cannot read '{path}': it is {FileCopier.NameOf(entry.Kind)}, and only files are scanned. "
                        + "Give its bytes to 'nio lines -', or copy them to a file.");
                }
                else
                {
                    SpecialsLeftOut++;
                }

                return false;
        }
    }

    private void Fail(NativePath path, string failure) =>
        _results.Add(new ScanFileResult(-1, path, 0, TimeSpan.Zero, null, failure));
}
