using System;
using System.IO;
using System.Linq;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <content>Whole files in one go.</content>
public sealed partial class RootedDirectoryTests
{
    [Theory]
    [MemberData(nameof(Containments))]
    public void TryReadWhole_LengthsAroundTheBlocks_GivesTheBytes(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        foreach (int length in new[] { 0, 1, 4096, 262_143, 262_144, 262_145, 600_000 })
        {
            byte[] bytes = [.. Enumerable.Range(0, length).Select(static index => (byte)(index * 7))];
            File.WriteAllBytes(Path.Combine(_root, "a/whole"), bytes);
            WholeReadOutcome outcome = root.TryReadWhole(
                "a/whole", new WholeReadOptions(), out BufferSlice slice, out FileFacts facts);
            using (slice)
            {
                Assert.Equal(WholeReadOutcome.Read, outcome);
                Assert.Equal(length, facts.Length);
                Assert.True(slice.SequenceEqual(bytes));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Containments))]
    public void TryReadWhole_NoFile_SaysWhy(PathContainment containment)
    {
        using RootedDirectory root = Open(containment);
        Assert.Equal(WholeReadOutcome.NotFound, Outcome(root, "missing"));
        Assert.Equal(WholeReadOutcome.NotFound, Outcome(root, "missing/deeper"));
        Assert.Equal(WholeReadOutcome.NotFound, Outcome(root, "file/deeper"));
        Assert.Equal(WholeReadOutcome.NotFile, Outcome(root, "a"));
        Assert.Equal(WholeReadOutcome.TooLong, Outcome(root, "file", new WholeReadOptions { LengthMax = 5 }));
        Assert.Equal(
            IoErrorKind.OutsideRoot, Assert.Throws<NativeIoException>(() => Outcome(root, "a/../../secret")).Kind);
        Assert.Throws<ArgumentException>(() => root.TryReadWhole("a\0b"u8, new WholeReadOptions(), out _, out _));
    }

    [Theory]
    [MemberData(nameof(Containments))]
    public void TryReadWhole_LinkThatLeadsOut_IsRefused(PathContainment containment)
    {
        File.CreateSymbolicLink(Path.Combine(_root, "out"), "../secret");
        using RootedDirectory root = Open(containment);
        Assert.Equal(IoErrorKind.OutsideRoot, Assert.Throws<NativeIoException>(() => Outcome(root, "out")).Kind);
    }

    [Fact]
    // Platform: openat2 and reads that do not wait.
    [Trait("Platform", "linux")]
    public void TryReadWhole_NotCached_SaysThatItWouldWait()
    {
        var options = new WholeReadOptions { Waits = false };
        foreach (string operation in new[] { "open-cached", "read-cached" })
        {
            using RootedDirectory root = OpenScripted(Fault.Fail(IoErrorKind.WouldBlock, operation));
            Assert.Equal(WholeReadOutcome.WouldWait, Outcome(root, "file", options));
            Assert.Equal(WholeReadOutcome.Read, Outcome(root, "file", options));
        }

        using RootedDirectory mistaken = OpenScripted(Fault.Short(0, "read-cached"));
        Assert.Equal(WholeReadOutcome.WouldWait, Outcome(mistaken, "file", options));
        using RootedDirectory refusing = OpenScripted(Fault.Fail(IoErrorKind.NotSupported, "read-cached"));
        Assert.Equal(WholeReadOutcome.WouldWait, Outcome(refusing, "file", options));
        using RootedDirectory withObjects = RootedDirectory.Open(
            _root, new RootedDirectoryOptions { Backend = new ScriptedBackend(Native) { NeedsObjects = true } });
        Assert.Equal(WholeReadOutcome.WouldWait, Outcome(withObjects, "file", options));
        Assert.Equal(WholeReadOutcome.Read, Outcome(withObjects, "file"));
    }

    [Fact]
    // Platform: openat2.
    [Trait("Platform", "linux")]
    public void TryReadWhole_KernelWithoutCachedLookup_AsksOnce()
    {
        var backend = new ScriptedBackend(Native, Fault.Fail(IoErrorKind.InvalidArgument, "open-cached"));
        using RootedDirectory root = RootedDirectory.Open(_root, new RootedDirectoryOptions { Backend = backend });
        var options = new WholeReadOptions { Waits = false };
        Assert.Equal(WholeReadOutcome.Read, Outcome(root, "file", options));
        Assert.Equal(WholeReadOutcome.Read, Outcome(root, "file", options));
        Assert.Single(backend.Calls, static call => call.Operation == "open-cached");
    }

    [Fact]
    // Platform: the fault is in a call of this path only.
    [Trait("Platform", "linux")]
    public void TryReadWhole_ShortInterruptedAndBrokenReads_EndOrThrow()
    {
        using RootedDirectory root = OpenScripted(
            Fault.Fail(IoErrorKind.Interrupted, "open-whole"),
            Fault.Short(2, "read-whole"),
            Fault.Fail(IoErrorKind.Interrupted, "read-whole"));
        _ = root.TryReadWhole("file", new WholeReadOptions(), out BufferSlice slice, out _);
        using (slice)
        {
            Assert.True(slice.SequenceEqual("inside"u8));
        }

        using RootedDirectory broken = OpenScripted(Fault.Fail(IoErrorKind.DeviceFault, "read-whole"));
        Assert.Equal(
            IoErrorKind.DeviceFault, Assert.Throws<NativeIoException>(() => Outcome(broken, "file")).Kind);
        using RootedDirectory unknown = OpenScripted(Fault.Fail(IoErrorKind.DeviceFault, "facts"));
        Assert.Equal(
            IoErrorKind.DeviceFault, Assert.Throws<NativeIoException>(() => Outcome(unknown, "file")).Kind);
    }

    [Fact]
    // Platform: the end is in a call of this path only.
    [Trait("Platform", "linux")]
    public void TryReadWhole_FileIsCutMeanwhile_ThrowsAndGivesNothing()
    {
        using RootedDirectory root = OpenScripted(Fault.Short(4, "read-whole"), Fault.Short(0, "read-whole"));
        NativeIoException exception = Assert.Throws<NativeIoException>(() => Outcome(root, "file"));
        Assert.Equal(IoErrorKind.EndOfFile, exception.Kind);
        Assert.Equal(4, exception.BytesTransferred);
    }

    [Fact]
    // Platform: elsewhere a file needs an object.
    [Trait("Platform", "linux")]
    public void TryReadWhole_SteadyState_AllocatesNothing()
    {
        File.WriteAllBytes(Path.Combine(_root, "small"), new byte[4096]);
        File.WriteAllBytes(Path.Combine(_root, "large"), new byte[600_000]);
        using RootedDirectory root = Open(PathContainment.Kernel);
        AllocationAssert.Flat(
            () =>
            {
                Require(root.TryReadWhole(
                    "small"u8, new WholeReadOptions { Waits = false }, out BufferSlice small, out _));
                small.Dispose();
            },
            1000);
        AllocationAssert.Flat(
            () =>
            {
                Require(root.TryReadWhole("large", new WholeReadOptions(), out BufferSlice large, out _));
                large.Dispose();
            },
            100);
    }

    private static void Require(WholeReadOutcome outcome)
    {
        if (outcome != WholeReadOutcome.Read)
        {
            Assert.Fail($"The file was not read: {outcome}.");
        }
    }

    private static WholeReadOutcome Outcome(RootedDirectory root, NativePath path, WholeReadOptions? options = null)
    {
        WholeReadOutcome outcome = root.TryReadWhole(
            path, options ?? new WholeReadOptions(), out BufferSlice slice, out _);
        slice.Dispose();
        return outcome;
    }

    private RootedDirectory OpenScripted(params Fault[] faults) => RootedDirectory.Open(
        _root, new RootedDirectoryOptions { Backend = new ScriptedBackend(Native, faults) });
}
