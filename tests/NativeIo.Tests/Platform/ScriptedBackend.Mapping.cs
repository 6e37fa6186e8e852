using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>Mappings and pages.</content>
internal sealed partial class ScriptedBackend
{
    internal override bool HasMaps => HasMapsForced ?? _inner.HasMaps;

    internal override bool HasPages => HasPagesForced ?? _inner.HasPages;

    internal override int MapGranularity => _inner.MapGranularity;

    internal override bool FlushMapReachesDevice => _inner.FlushMapReachesDevice;

    internal bool? HasMapsForced { get; init; }

    internal bool? HasPagesForced { get; init; }

    internal string? HugePageObstacleForced { get; init; }

    internal override IoResult Map(SafeFileHandle handle, in MapRequest request) =>
        Scripted("map", request.Offset, request.Length) ?? _inner.Map(handle, request);

    internal override IoResult Unmap(nint address, long length) =>
        Scripted("unmap", 0, length) ?? _inner.Unmap(address, length);

    internal override IoResult GrowMap(nint address, long length, long lengthNew) =>
        Scripted("grow-map", 0, lengthNew) ?? _inner.GrowMap(address, length, lengthNew);

    internal override IoResult AdviseMap(nint address, long length, MapAdvice advice) =>
        Scripted("advise-map", 0, length) ?? _inner.AdviseMap(address, length, advice);

    internal override IoResult FlushMap(nint address, long length) =>
        Scripted("flush-map", 0, length) ?? _inner.FlushMap(address, length);

    internal override IoResult CopyFromMap(nint address, Span<byte> destination)
    {
        Fault fault = Next("copy-from-map", 0, destination.Length);
        return fault switch
        {
            { Kind: { } kind } => IoResult.Failure(CodeOf(kind)),
            { LengthMax: 0 } => IoResult.Success(),
            _ => _inner.CopyFromMap(address, destination[..(int)fault.Limit(destination.Length)]),
        };
    }

    internal override IoResult CopyToMap(nint address, ReadOnlySpan<byte> source)
    {
        Fault fault = Next("copy-to-map", 0, source.Length);
        return fault switch
        {
            { Kind: { } kind } => IoResult.Failure(CodeOf(kind)),
            { LengthMax: 0 } => IoResult.Success(),
            _ => _inner.CopyToMap(address, source[..(int)fault.Limit(source.Length)]),
        };
    }

    internal override IoResult ReservePages(long length) =>
        Scripted("reserve-pages", 0, length) ?? _inner.ReservePages(length);

    internal override IoResult FreePages(nint address, long length) =>
        Scripted("free-pages", 0, length) ?? _inner.FreePages(address, length);

    internal override IoResult ProtectPages(nint address, long length, bool isAccessible) =>
        Scripted(isAccessible ? "open-pages" : "seal-pages", 0, length)
            ?? _inner.ProtectPages(address, length, isAccessible);

    internal override IoResult PreferHugePages(nint address, long length) =>
        Scripted("huge-pages", 0, length) ?? _inner.PreferHugePages(address, length);

    internal override IoResult LockPages(nint address, long length) =>
        Scripted("lock-pages", 0, length) ?? _inner.LockPages(address, length);

    internal override string? HugePageObstacle() => HugePageObstacleForced ?? _inner.HugePageObstacle();

    private IoResult? Scripted(string operation, long offset, long length) =>
        Next(operation, offset, length).Kind is { } kind ? IoResult.Failure(CodeOf(kind)) : null;
}
