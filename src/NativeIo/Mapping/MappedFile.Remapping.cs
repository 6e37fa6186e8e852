using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <content>Making the mapping, and making it again when the file has grown.</content>
public sealed partial class MappedFile
{
    /// <summary>One transfer of what is read instead; large enough for most files of the kernel.</summary>
    private const int ReadInsteadLength = 64 * 1024;

    /// <summary>
    /// Maps the file as long as it is now, after it grew or was cut. Slices that were given out keep what they show.
    /// </summary>
    /// <returns>True when <see cref="Length"/> changed, or the bytes were read instead and are now read anew.</returns>
    /// <exception cref="InvalidOperationException">
    /// The mapping is copy-on-write: its changes would be lost.
    /// </exception>
    /// <exception cref="NativeIoException">The system refused; the mapping is as before.</exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public bool Remap()
    {
        if (Access == MapAccess.CopyOnWrite)
        {
            throw new InvalidOperationException(
                "A copy-on-write mapping has changes that are nowhere else; open the file again instead.");
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            long before = Length;
            bool wasRead = !_content.IsEmpty;
            MapAgain();
            return Length != before || wasRead;
        }
    }

    /// <summary>Extends the file with zeros, when it is shorter, and maps it up to there.</summary>
    /// <param name="length">The number of bytes to map, not below <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below the present one.</exception>
    /// <exception cref="InvalidOperationException">The mapping is not for writing.</exception>
    /// <exception cref="NativeIoException">The system refused; the mapping is as before.</exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public void Grow(long length)
    {
        RequireReadWrite();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ArgumentOutOfRangeException.ThrowIfLessThan(length, Length);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - Offset);
            long before = _lengthWanted;
            _lengthWanted = length;
            try
            {
                MapAgain();
            }
            finally
            {
                // What maps up to the end of the file goes on doing so.
                _lengthWanted = before == 0 || Length != length ? before : length;
            }
        }
    }

    private void RequireReadWrite()
    {
        if (Access != MapAccess.ReadWrite)
        {
            throw new InvalidOperationException($"The mapping is for {Access}; open it for {MapAccess.ReadWrite}.");
        }
    }

    /// <summary>Replaces the view by one of the file as it is now. For the holder of the lock.</summary>
    private void MapAgain()
    {
        FileFacts facts = _file.GetFacts();
        long length = LengthToMap(facts);
        if (facts is { Kind: FileKind.Regular, Length: 0 } && Access == MapAccess.Read)
        {
            // Nothing in it, or a file of the kernel that has a content but no length.
            ReadInstead("it has no length");
        }
        else if (length == 0)
        {
            Show(MapView.Empty, default, null);
        }
        else if (GrowInPlace(length) is { } grown)
        {
            Show(grown, default, null);
        }
        else if (TryMap(length, out MapView? view, out string reason))
        {
            Show(view, default, null);
        }
        else
        {
            ReadInstead(reason);
        }
    }

    /// <summary>Decides how much is mapped, and extends a file that is written to.</summary>
    private long LengthToMap(in FileFacts facts)
    {
        if (facts.Kind is FileKind.Directory)
        {
            Throw("map", IoErrorKind.IsDirectory, "it is a folder");
        }

        if (facts.Kind is not (FileKind.Regular or FileKind.BlockDevice or FileKind.CharacterDevice)
            || (facts.Kind != FileKind.Regular && _lengthWanted == 0))
        {
            Throw("map", IoErrorKind.NotSupported, $"it is a {facts.Kind} and has no length of its own");
        }

        if (_lengthWanted == 0 || facts.Kind != FileKind.Regular)
        {
            return _lengthWanted == 0 ? Math.Max(0, facts.Length - Offset) : _lengthWanted;
        }

        if (Offset + _lengthWanted > facts.Length && Access == MapAccess.ReadWrite)
        {
            _file.SetLength(Offset + _lengthWanted);
        }
        else if (Offset + _lengthWanted > facts.Length && (facts.Length > 0 || Access != MapAccess.Read))
        {
            Throw(
                "map",
                IoErrorKind.EndOfFile,
                $"it has {facts.Length} bytes, {_lengthWanted} from {Offset} on were asked for");
        }

        return _lengthWanted;
    }

    private bool TryMap(long length, [NotNullWhen(true)] out MapView? view, out string reason)
    {
        long lead = Offset % Backend.MapGranularity;
        var request = new MapRequest(Access, Offset - lead, lead + length);
        view = null;
        MapHandle? handle = Backend.HasMaps
            ? MapByBackend(request, out reason)
            : MapByFramework(request, out reason);
        if (handle is not null)
        {
            view = new MapView(handle, lead, length);
        }

        return view is not null;
    }

    /// <summary>Maps with the framework, or says why this file cannot be mapped; other failures are thrown.</summary>
    private MapHandle? MapByFramework(in MapRequest request, out string reason)
    {
        Exception? failure = FrameworkMapHandle.TryMap(Backend, _file.Handle, request, out MapHandle? handle);
        reason = failure?.Message ?? "";
        if (failure is not null)
        {
            IoErrorKind kind = PortableErrors.Classify(PortableErrors.CodeOf(failure), Backend.Classify);

            // The framework calls a device without a length an invalid argument.
            if (kind is not (IoErrorKind.NotSupported or IoErrorKind.DeviceFault or IoErrorKind.InvalidArgument))
            {
                Throw("map", kind, reason);
            }
        }

        return handle;
    }

    /// <summary>Maps, or says why this file cannot be mapped; everything else that fails is thrown.</summary>
    private MapHandle? MapByBackend(in MapRequest request, out string reason)
    {
        int attempts = 0;
        IoResult result;
        do
        {
            result = Backend.Map(_file.Handle, request);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(Backend, result.ErrorCode, ref attempts));
        if (result.IsSuccess)
        {
            reason = "";
            return new MapHandle(Backend, (nint)result.Value, request.Length);
        }

        // A file system without mappings says that it does not support them, /proc that the device failed.
        if (Backend.Classify(result.ErrorCode) is not (IoErrorKind.NotSupported or IoErrorKind.DeviceFault))
        {
            IoError.Throw(Backend, "map", Path, result.ErrorCode);
        }

        reason = Backend.Describe(result.ErrorCode);
        return null;
    }

    /// <summary>
    /// Shows more or less of the mapping that there is, or makes it longer where it is, so that what was looked at
    /// before need not be found again. Null when that is not possible.
    /// </summary>
    private MapView? GrowInPlace(long length)
    {
        if (_view.Handle is not { } handle || !Backend.HasMaps)
        {
            return null;
        }

        long lead = Offset % Backend.MapGranularity;
        long needed = lead + length;
        long mapped = RoundUpToPage(handle.MappedLength);
        if (RoundUpToPage(needed) < mapped
            || (needed > mapped && !Backend.GrowMap(handle.Address, mapped, needed).IsSuccess))
        {
            return null;
        }

        handle.MappedLength = Math.Max(handle.MappedLength, needed);
        return new MapView(handle, lead, length);
    }

    /// <summary>Reads the part to a block: the fallback for what cannot be mapped.</summary>
    private void ReadInstead(string reason)
    {
        if (Access != MapAccess.Read)
        {
            Throw("map", IoErrorKind.NotSupported, $"{reason}, and only a mapping for {MapAccess.Read} can do without");
        }

        long lengthMax = _options.ReadInsteadBytesMax;
        long wanted = _lengthWanted == 0 ? long.MaxValue : _lengthWanted;
        using var buffer = new ChunkedBuffer(_options.Pool);
        while (buffer.Length <= Math.Min(lengthMax, wanted)
            && _file.ReadInto(buffer, ReadInsteadLength, Offset + buffer.Length) > 0)
        {
            // One transfer more than fits tells that there is more.
        }

        long length = Math.Min(buffer.Length, wanted);
        if (length > lengthMax)
        {
            Throw(
                "map",
                IoErrorKind.NotSupported,
                $"{reason}, and it has more than the {lengthMax} bytes that may be read instead");
        }

        if (length < _lengthWanted)
        {
            Throw(
                "map",
                IoErrorKind.EndOfFile,
                $"it has {length} bytes from {Offset} on, {_lengthWanted} were asked for");
        }

        using BufferSlice all = buffer.Take(length);
        Show(MapView.Unmapped(length), all.ToContiguous(_options.Pool), all.IsEmpty ? null : reason);
    }

    /// <summary>Ends what was shown before, except for the slices that hold it.</summary>
    private void Show(MapView view, BufferSlice content, string? notMappedReason)
    {
        MapView old = _view;
        NotMappedReason = notMappedReason;
        _content.Dispose();
        _content = content;

        // Pairs with the reads in Borrow and Length: a length that was seen can be looked at.
        Volatile.Write(ref _view, view);
        if (old.Handle != view.Handle)
        {
            old.Handle?.Dispose();
        }
    }

    private static long RoundUpToPage(long length) =>
        (length + Environment.SystemPageSize - 1) / Environment.SystemPageSize * Environment.SystemPageSize;
}
