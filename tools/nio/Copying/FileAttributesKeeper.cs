using System;
using System.IO;
using System.Runtime.Versioning;
using NativeIo;

namespace Nio.Copying;

/// <summary>Gives a copy what its source has besides bytes.</summary>
/// <remarks>
/// Order: owner -> permissions -> extended attributes -> time. Changing the owner takes special bits and capabilities
/// away, and changing permissions changes the access list. Thread safety: none.
/// </remarks>
internal sealed class FileAttributesKeeper
{
    private const int PlainBits = 0b1_111_111_111;

    /// <summary>With those that make a program run as its owner or group, which need the right owner.</summary>
    private const int AllBits = 0b111_111_111_111;

    private readonly bool _isArchive;
    private readonly Action<CopyFailure> _report;

    internal FileAttributesKeeper(CopyRequest request, Action<CopyFailure> report)
    {
        _isArchive = request.IsArchive;
        _report = report;
    }

    [UnsupportedOSPlatformGuard("windows")]
    private static bool HasPermissionBits => Path.DirectorySeparatorChar == '/';

    /// <summary>Sets what is kept, by the handles. What is kept on request only is a warning when it fails.</summary>
    /// <param name="source">The source; null where only plain attributes are kept. Ownership: borrows.</param>
    /// <param name="target">The copy. Ownership: borrows.</param>
    /// <param name="facts">What was known about the source.</param>
    /// <param name="shown">The source for a person.</param>
    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The system denied it.</exception>
    internal void Apply(NativeFile? source, NativeFile target, in FileFacts facts, string shown)
    {
        bool hasOwner = _isArchive && KeepsOwner(facts, target.GetFacts(), target.SetOwner, shown);

        // No bits mean that the backend does not know them; the copy stays its owner's alone then.
        if (HasPermissionBits && facts.PermissionBits != 0)
        {
            int kept = facts.PermissionBits & (hasOwner ? AllBits : PlainBits);
            File.SetUnixFileMode(target.Handle, (UnixFileMode)kept);
        }

        if (_isArchive && source is not null)
        {
            foreach (NativeIoException failure in ExtendedAttributes.Copy(source, target))
            {
                Warn(shown, failure.Message);
            }
        }

        File.SetLastWriteTimeUtc(target.Handle, facts.ModifiedAt.UtcDateTime);
    }

    /// <summary>As for handles, for a folder on systems that open none.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The system denied it.</exception>
    internal static void ApplyToFolder(string path, in FileFacts facts)
    {
        if (HasPermissionBits && facts.PermissionBits != 0)
        {
            File.SetUnixFileMode(path, (UnixFileMode)(facts.PermissionBits & PlainBits));
        }

        Directory.SetLastWriteTimeUtc(path, facts.ModifiedAt.UtcDateTime);
    }

    /// <summary>Gives a link its owner, which is all it has.</summary>
    internal void ApplyToLink(RootedDirectory folder, NativePath link, in FileFacts facts, string shown)
    {
        if (_isArchive)
        {
            _ = KeepsOwner(
                facts,
                folder.GetFacts(link, followsLinks: false),
                (owner, group) => folder.SetOwner(link, owner, group),
                shown);
        }
    }

    internal void Warn(string shown, string reason) => _report(new CopyFailure(shown, reason, IsWarning: true));

    /// <summary>
    /// Tells whether the copy has the source's owner and group, after trying to give it them. Only the administrator
    /// may, so nobody else is warned.
    /// </summary>
    private bool KeepsOwner(in FileFacts source, in FileFacts copy, Action<uint, uint> set, string shown)
    {
        if (source is not { OwnerId: { } owner, GroupId: { } group })
        {
            return false;
        }

        if (copy.OwnerId == owner && copy.GroupId == group)
        {
            return true;
        }

        try
        {
            set(owner, group);
            return true;
        }
        catch (NativeIoException refusal)
        {
            if (Environment.IsPrivilegedProcess)
            {
                Warn(shown, refusal.Message);
            }

            return false;
        }
    }
}
