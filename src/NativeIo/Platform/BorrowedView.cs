using System;

namespace NativeIo.Platform;

/// <summary>Keeps a mapping during a call, so that another thread cannot unmap it meanwhile.</summary>
internal ref struct BorrowedView
{
    private bool _isBorrowed;

    private BorrowedView(MapView view, bool isBorrowed)
    {
        View = view;
        _isBorrowed = isBorrowed;
    }

    /// <summary>What the mapping shows; valid until the view is given back.</summary>
    internal MapView View { get; }

    /// <summary>Borrows; false when the mapping was removed or replaced meanwhile.</summary>
    internal static bool TryBorrow(MapView view, out BorrowedView borrowed)
    {
        bool isBorrowed = false;
        try
        {
            view.Handle?.DangerousAddRef(ref isBorrowed);
        }
        catch (ObjectDisposedException)
        {
            // The caller looks whether there is a newer mapping, and throws when there is none.
            borrowed = default;
            return false;
        }

        borrowed = new BorrowedView(view, isBorrowed);
        return true;
    }

    /// <summary>Gives the mapping back.</summary>
    internal void Dispose()
    {
        if (_isBorrowed)
        {
            _isBorrowed = false;
            View.Handle!.DangerousRelease();
        }
    }
}
