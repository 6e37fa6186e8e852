using Microsoft.Win32.SafeHandles;

namespace NativeIo;

/// <summary>
/// The folder that a name is in: opened for one call, or the one that the call is on. Ownership: owns the handle in the
/// first case. Thread safety: none.
/// </summary>
internal readonly ref struct ParentFolder
{
    private readonly SafeFileHandle? _handle;
    private readonly bool _isOwned;

    internal ParentFolder(SafeFileHandle? handle, bool isOwned)
    {
        _handle = handle;
        _isOwned = isOwned;
    }

    /// <summary>Gets the handle. Ownership: borrows.</summary>
    internal SafeFileHandle Handle => _handle!;

    /// <summary>Closes what was opened.</summary>
    public void Dispose()
    {
        if (_isOwned)
        {
            _handle?.Dispose();
        }
    }
}
