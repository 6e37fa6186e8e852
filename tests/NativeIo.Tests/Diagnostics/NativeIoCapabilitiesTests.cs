using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class NativeIoCapabilitiesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    /// <summary>Gets the calls that a denial takes away, and what the library does then.</summary>
    public static TheoryData<string, IoCapability> Denials => new()
    {
        { "create-engine", IoCapability.KernelRing },
        { "read-cached", IoCapability.CachedReads },
        { "read-uncached", IoCapability.UncachedReads },
        { "copy-range", IoCapability.RangeCopies },
        { "clone", IoCapability.SharedCopies },
        { "open-beneath", IoCapability.ContainedPaths },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Probe_Folder_HasAFactWithAReasonForEachCapability()
    {
        NativeIoCapabilities capabilities = NativeIoCapabilities.Probe(_folder.Path);
        Assert.Equal(PlatformSelector.Current.Name, capabilities.Backend);
        Assert.Equal(NativeIoCapabilities.CurrentBackend, capabilities.Backend);
        Assert.NotEmpty(capabilities.BackendReason);
        Assert.Contains(capabilities.Backend, capabilities.BackendsAvailable);
        Assert.Equal(Enum.GetValues<IoCapability>(), capabilities.Facts.Select(static fact => fact.Capability));
        Assert.All(capabilities.Facts, static fact =>
        {
            Assert.NotEmpty(fact.Reason);
            Assert.NotEmpty(fact.Effect);
            Assert.Equal($"{fact.Name}: {fact.Reason}, {fact.Effect}", fact.ToString());
            Assert.NotNull(fact.IsAvailable);
        });
        Assert.Equal(Environment.SystemPageSize, capabilities.PageBytes);
        Assert.Equal(Environment.ProcessorCount, capabilities.ProcessorCount);
        Assert.Equal(FileKind.Directory, capabilities.Target.Kind);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Probe_FileInAFolder_LeavesBothAsTheyWere()
    {
        string path = _folder.Write("file", "hello"u8);
        NativeIoCapabilities capabilities = NativeIoCapabilities.Probe(path);
        Assert.Equal(FileKind.Regular, capabilities.Target.Kind);
        Assert.Equal(path, capabilities.Path.ToString());
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal("hello", File.ReadAllText(path));
    }

    [Fact]
    public void Probe_NothingNamed_LooksAtTheCurrentFolder()
    {
        Assert.Equal(".", NativeIoCapabilities.Probe().Path.ToString());
    }

    [Fact]
    public void Probe_PathThatIsMissing_IsNotFound()
    {
        NativeIoException error = Assert.Throws<NativeIoException>(
            () => NativeIoCapabilities.Probe(_folder.File("missing")));
        Assert.Equal(IoErrorKind.NotFound, error.Kind);
    }

    [Theory]
    [MemberData(nameof(Denials))]
    public void Probe_CallThatIsDenied_SaysSoWithTheNumberAndTheFallback(string operation, IoCapability capability)
    {
        var backend = new ScriptedBackend
        {
            HasKernelRing = true,
            Always = Fault.Fail(IoErrorKind.AccessDenied, operation),
        };
        NativeIoCapabilities capabilities = Probe(backend);
        IoCapabilityFact fact = capabilities[capability];
        Assert.False(fact.IsAvailable);
        if (capability == IoCapability.KernelRing)
        {
            Assert.Contains("the script says so", fact.Reason, StringComparison.Ordinal);
        }
        else
        {
            // A backend that cannot open folders gets no further than that.
            bool isTried = backend.Calls.Exists(call => call.Operation == operation);
            bool mayBeUntried = capability == IoCapability.ContainedPaths && !PlatformSelector.Current.ListsByHandle;
            Assert.True(isTried || mayBeUntried, "What is told was tried.");
            string number = isTried ? $"(error {backend.CodeOf(IoErrorKind.AccessDenied)})" : ")";
            Assert.StartsWith(isTried ? "denied by the system" : "refused", fact.Reason, StringComparison.Ordinal);
            Assert.EndsWith(number, fact.Reason, StringComparison.Ordinal);
        }

        Assert.Equal(IoCapabilityWords.All.Single(words => words.Capability == capability).Absent, fact.Effect);
    }

    [Fact]
    public void Probe_RingThatIsSwitchedOff_NamesTheSetting()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.AccessDenied, "create-engine") };
        NativeIoCapabilities capabilities = NativeIoCapabilities.Probe(
            _folder.Path,
            backend,
            new SystemFacts(static path => path.EndsWith("_disabled", StringComparison.Ordinal) ? "2" : null));
        string reason = capabilities[IoCapability.KernelRing].Reason;
        Assert.Contains("io_uring_disabled is 2", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_BytesThatAreNotCached_StillMeansThatTheCallIsThere()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.WouldBlock, "read-cached") };
        Assert.True(Probe(backend)[IoCapability.CachedReads].IsAvailable);
    }

    [Fact]
    public void Probe_FolderThatTakesNoFile_KnowsWhatNeedsNone()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.ReadOnlyFileSystem, "write") };
        NativeIoCapabilities capabilities = Probe(backend);
        IoCapabilityFact copies = capabilities[IoCapability.RangeCopies];
        Assert.Null(copies.IsAvailable);
        Assert.Contains("nothing can be written", copies.Reason, StringComparison.Ordinal);
        Assert.Null(capabilities[IoCapability.CachedReads].IsAvailable);
        Assert.NotNull(capabilities[IoCapability.KernelRing].IsAvailable);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Probe_FileInAFolderThatTakesNone_TriesReadingOnTheFile()
    {
        string path = _folder.Write("file", "hello"u8);
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.ReadOnlyFileSystem, "write") };
        NativeIoCapabilities capabilities = NativeIoCapabilities.Probe(path, backend, new SystemFacts());
        Assert.Equal(
            NativeIoCapabilities.Probe(path)[IoCapability.CachedReads].IsAvailable,
            capabilities[IoCapability.CachedReads].IsAvailable);
        Assert.Null(capabilities[IoCapability.NamelessFiles].IsAvailable);
    }

    [Fact]
    public void Probe_PortableBackend_HasFallbacksForEverything()
    {
        NativeIoCapabilities capabilities = NativeIoCapabilities.Probe(
            _folder.Path, PlatformSelector.Create("portable"), new SystemFacts());
        Assert.Equal("portable", capabilities.Backend);

        Assert.All(capabilities.Facts, static fact => Assert.False(fact.IsAvailable));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Item_NumberThatIsNoCapability_IsRefused()
    {
        NativeIoCapabilities capabilities = NativeIoCapabilities.Probe(_folder.Path);
        Assert.Throws<ArgumentOutOfRangeException>(() => capabilities[(IoCapability)99]);
    }

    [Fact]
    public void Probe_ManyAtOnce_AllSayTheSame()
    {
        NativeIoCapabilities expected = NativeIoCapabilities.Probe(_folder.Path);
        Parallel.For(0, 16, _ => Assert.Equal(expected.Facts, NativeIoCapabilities.Probe(_folder.Path).Facts));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private NativeIoCapabilities Probe(ScriptedBackend backend) =>
        NativeIoCapabilities.Probe(_folder.Path, backend, new SystemFacts());
}
