using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

internal sealed partial class ScriptedBackend
{
    internal override IoResult ListAttributes(SafeFileHandle handle, Span<byte> names) =>
        Faulted("list-attributes", out IoResult failure) ? failure : _inner.ListAttributes(handle, names);

    internal override IoResult GetAttribute(SafeFileHandle handle, ReadOnlySpan<byte> name, Span<byte> value) =>
        Faulted("get-attribute", out IoResult failure) ? failure : _inner.GetAttribute(handle, name, value);

    internal override IoResult SetAttribute(
        SafeFileHandle handle, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        Faulted("set-attribute", out IoResult failure) ? failure : _inner.SetAttribute(handle, name, value);

    internal override IoResult SetOwnerAt(SafeFileHandle folder, NativePath name, uint owner, uint group) =>
        Faulted("set-owner-at", out IoResult failure) ? failure : _inner.SetOwnerAt(folder, name, owner, group);
}
