using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>An open file that is read whole; a struct, so that nothing is allocated for it.</summary>
internal interface IWholeSource
{
    /// <summary>Reads once at an offset.</summary>
    IoResult Read(Span<byte> destination, long offset);
}
