using System;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>Identifies a thread by an object, because reading a thread-static is cheaper than asking for its id.</summary>
internal sealed class ThreadToken
{
    [ThreadStatic]
    private static ThreadToken? t_current;

    internal static ThreadToken Current => t_current ??= new ThreadToken();

    /// <summary>True when the calling thread is the one that this token was made on.</summary>
    internal bool IsCurrent
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ReferenceEquals(t_current, this);
    }
}
