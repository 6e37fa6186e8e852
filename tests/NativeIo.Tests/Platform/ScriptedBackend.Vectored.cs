using System;
using System.Collections.Generic;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>Vectored calls.</content>
internal sealed partial class ScriptedBackend
{
    /// <summary>Called in each vectored call, before it goes through; for what happens to memory during a
    /// call.</summary>
    internal Action? DuringVectored { get; init; }

    internal override IoResult ReadVectored(SafeFileHandle handle, ReadOnlySpan<IoVector> pieces, long offset)
    {
        Fault fault = Next("read-vectored", offset, LengthOf(pieces));
        DuringVectored?.Invoke();
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.ReadVectored(handle, Cut(pieces, fault.Limit(LengthOf(pieces))), offset);
    }

    internal override IoResult WriteVectored(SafeFileHandle handle, ReadOnlySpan<IoVector> pieces, long offset)
    {
        Fault fault = Next("write-vectored", offset, LengthOf(pieces));
        DuringVectored?.Invoke();
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.WriteVectored(handle, Cut(pieces, fault.Limit(LengthOf(pieces))), offset);
    }

    private static long LengthOf(ReadOnlySpan<IoVector> pieces)
    {
        long length = 0;
        foreach (IoVector piece in pieces)
        {
            length += (long)piece.Length;
        }

        return length;
    }

    private static IoVector[] Cut(ReadOnlySpan<IoVector> pieces, long length)
    {
        List<IoVector> cut = [];
        foreach (IoVector piece in pieces)
        {
            long part = Math.Min((long)piece.Length, length);
            cut.Add(new IoVector(piece.Address, (int)part));
            length -= part;
        }

        return [.. cut];
    }
}
