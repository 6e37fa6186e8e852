using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>One call that reads on where the last one ended; a structure, so that the loop over it is compiled for
/// each.</summary>
internal interface ISequentialRead
{
    /// <summary>Reads once; 0 bytes mean the end.</summary>
    IoResult Read(Span<byte> destination);
}
