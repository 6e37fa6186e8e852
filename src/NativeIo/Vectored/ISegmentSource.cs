using System;

namespace NativeIo;

/// <summary>Gives the pieces of a gather or scatter call in order. Implemented by structs, so that nothing is
/// allocated.</summary>
internal interface ISegmentSource
{
    /// <summary>Gets the next piece, which may be empty; false at the end. Ownership: borrows.</summary>
    bool TryNext(out ReadOnlyMemory<byte> memory);
}
