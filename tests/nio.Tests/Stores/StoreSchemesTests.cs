using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Native.TestKit;
using Nio.Stores;
using Storage.Lite;
using Xunit;

namespace Nio.Tests.Stores;

public sealed class StoreSchemesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("tape:x", "there is no scheme 'tape'; there are: config:FILE?section=NAME, file:///PATH")]
    [InlineData("store", "has no scheme")]
    [InlineData("file:store", "write file:// and a path")]
    [InlineData("file://host/store", "write file:// and a path")]
    [InlineData("file:///", "write file:// and a path")]
    [InlineData("file:///x?layuot=plain", "url:layuot: there is no such setting; there are: createsfolder, durability")]
    [InlineData("file:///x?layout=flat", "url:layout: 'flat' is none of: plain, encoded")]
    [InlineData("file:///x?layout=plain&layout=plain", "url:layout: it is there twice")]
    [InlineData("file:///x?layout", "url:layout: it has no value")]
    [InlineData("file:///x?path=/y", "url:path: the address says that")]
    [InlineData("mem:x", "has no name")]
    [InlineData("s3:bucket", "it is no bucket")]
    [InlineData("s3:///folder", "it is no bucket")]
    [InlineData("s3://user:c2VjcmV0@bucket", "it is no bucket")]
    [InlineData("s3://bucket?secretKey=c2VjcmV0", "a secret does not belong in an address")]
    [InlineData("s3://bucket/folder?prefix=x", "url:prefix: the address says that")]
    [InlineData("s3://bucket?regoin=x", "url:regoin: there is no such setting")]
    [InlineData("s3://bucket?endpoint=http://host", "url:endpoint")]
    [InlineData("mem:?options.retry.max=0", "url:options:retry:max: 0 is not from 1")]
    [InlineData("mem:?options.encryption.key=c2VjcmV0", "a secret does not belong in an address")]
    [InlineData("mem:?options.encryption.keys.0.key=c2VjcmV0", "a secret does not belong in an address")]
    [InlineData("mem:?options.encryption.pass_word=c2VjcmV0", "a secret does not belong in an address")]
    [InlineData("mem:#x", "%23")]
    [InlineData("config:x?sektion=y", "there is no such setting; there are: section")]
    public void Read_WrongAddress_SaysWhatIsAllowed(string url, string message)
    {
        StorageConfigurationException error = Assert.Throws<StorageConfigurationException>(
            () => StoreSchemes.Read(StoreUrl.Parse(url), createsFolder: true));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("storage: { type: tape }", "storage:type: there is no type 'tape'; there are: ")]
    [InlineData("storage: { type: memory, pth: x }", "storage:pth: there is no such setting")]
    [InlineData("other: { type: memory }", "has no such section; at its top there are: other")]
    [InlineData("a: [", "it cannot be read")]
    public void ReadFile_Wrong_NamesTheSetting(string yaml, string message)
    {
        string path = _directory.Write("storage.yaml", Encoding.UTF8.GetBytes(yaml));
        StorageConfigurationException error = Assert.Throws<StorageConfigurationException>(
            () => StoreSchemes.ReadFile(path, null, createsFolder: false));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_MissingFolder_IsMadeOnlyForWhoWrites()
    {
        string folder = _directory.File("store");
        string path = _directory.Write(
            "storage.yaml", Encoding.UTF8.GetBytes($"storage: {{ type: file, path: \"{folder}\" }}"));
        string said = _directory.Write(
            "said.yaml",
            Encoding.UTF8.GetBytes($"storage: {{ type: file, path: \"{folder}\", creates_folder: false }}"));
        StoreUrl url = StoreUrl.Parse($"file://{folder}");
        StoreUrl saidUrl = StoreUrl.Parse($"file://{folder}?createsFolder=false");
        foreach (StorageBuilder builder in new[]
        {
            StoreSchemes.Read(url, createsFolder: false),
            StoreSchemes.Read(saidUrl, createsFolder: true),
            StoreSchemes.ReadFile(path, null, createsFolder: false),
            StoreSchemes.ReadFile(said, null, createsFolder: true),
        })
        {
            _ = Assert.Throws<StorageException>(() => builder.Build());
            Assert.False(Directory.Exists(folder));
        }

        foreach (Func<StorageBuilder> read in new[]
        {
            () => StoreSchemes.Read(url, createsFolder: true),
            () => StoreSchemes.ReadFile(path, null, createsFolder: true),
        })
        {
            await using IStorage storage = read().Build();
            Directory.Delete(folder);
        }
    }

    [Theory]
    [InlineData("file:///x", "file")]
    [InlineData("FILE:///x", "file")]
    [InlineData("s3+x.y-z:b", "s3+x.y-z")]
    [InlineData("C:\\folder", null)]
    [InlineData("folder", null)]
    [InlineData("./mem:", null)]
    [InlineData("a b:c", null)]
    [InlineData("1x:c", null)]
    public void FindScheme_Text_TellsAddressesFromPaths(string text, string? scheme) =>
        Assert.Equal(scheme, StoreUrl.FindScheme(text));
}
