using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>Answers quickly whether the calling thread is the one that the token was made on.</summary>
/// <remarks>
/// <para>A thread-static costs a call and several dependent loads, more than what it guards here. So the token
/// remembers the range of stack addresses that its thread was seen on. A stack is contiguous and belongs to one thread,
/// hence every address between two seen ones does too: a local's address inside the range proves the thread. Outside of
/// it a thread-static decides after all, and when it is the right thread the range grows.</para>
/// <para>A later thread may get the stack of one that has ended; then it is the only user, as the owner was.</para>
/// </remarks>
internal sealed class ThreadToken
{
    private const int PageShift = 12;
    private const int PageCountBits = 28;
    private const ulong PageCountMask = (1UL << PageCountBits) - 1;

    /// <summary>An object and not the thread's id, which a later thread gets again.</summary>
    [ThreadStatic]
    private static object? t_identity;

    private readonly object _identity = t_identity ??= new object();

    /// <summary>
    /// First page and number of pages of the range in one word, so that no reader sees half of a change.
    /// </summary>
    private ulong _stackPages;

    internal ThreadToken() => _ = IsCurrentSlow(StackPage());

    /// <summary>True when the calling thread is the one that this token was made on.</summary>
    internal bool IsCurrent
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ulong page = StackPage();
            ulong pages = Volatile.Read(ref _stackPages);
            return page - (pages >> PageCountBits) < (pages & PageCountMask) || IsCurrentSlow(page);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong StackPage()
    {
        byte local = 0;

        // SAFETY: the address is compared and never read through.
        unsafe
        {
            return (ulong)(nuint)(&local) >> PageShift;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsCurrentSlow(ulong page)
    {
        if (!ReferenceEquals(t_identity, _identity))
        {
            return false;
        }

        // Only the owner comes here, so there is one writer.
        ulong first = _stackPages == 0 ? page : Math.Min(_stackPages >> PageCountBits, page);
        ulong last = _stackPages == 0
            ? page
            : Math.Max((_stackPages >> PageCountBits) + (_stackPages & PageCountMask) - 1, page);
        Volatile.Write(ref _stackPages, (first << PageCountBits) | (last - first + 1));
        return true;
    }
}
