using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using NativeIo;
using Xunit;

namespace Storage.Lite.Tests;

public sealed class FileListerTests : IDisposable
{
    /// <summary>More than several workers take in one turn each.</summary>
    private const int Count = 300;

    private readonly string _path = Directory.CreateTempSubdirectory("file-lister-").FullName;
    private readonly RootedDirectory _root;
    private readonly ConcurrentBag<string> _described = [];

    public FileListerTests()
    {
        for (int index = 0; index < Count; index++)
        {
            File.WriteAllText(Path.Combine(_path, NameOf(index)), "");
        }

        Directory.CreateDirectory(Path.Combine(_path, NameOf(100) + ".folder"));
        File.WriteAllText(Path.Combine(_path, NameOf(100) + ".folder", "inside"), "");
        _root = RootedDirectory.Open(_path);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(70)]
    [InlineData(1000)]
    public void Next_FilesAndAFolderBetweenThem_AreInOrder(int pageSize)
    {
        List<string> keys = [.. Enumerable.Range(0, Count).Select(NameOf), NameOf(100) + ".folder/inside"];
        keys.Sort(StringComparer.Ordinal);

        Assert.Equal(keys, ListAll(pageSize, Describe));
    }

    [Fact]
    public void Next_FilesThatAreGone_AreLeftOut()
    {
        List<string> keys = ListAll(70, (key, folder, name) =>
            name.EndsWith('7') ? null : Describe(key, folder, name));

        Assert.Equal(Count + 1 - (Count / 10), keys.Count);
        Assert.DoesNotContain(keys, static key => key.EndsWith('7'));
    }

    [Fact]
    public void Next_OnePage_LooksAtNoMoreThanOneFileBeyondIt()
    {
        using var lister = Open(70, Describe);
        Assert.Equal(70, lister.Next(Cancellation).Entries.Count);
        Assert.Equal(71, _described.Count);
    }

    [Fact]
    public void Next_OneLookFails_ThrowsWhatItThrew()
    {
        var failure = new IOException("broken");
        using var lister = Open(1000, (key, folder, name) =>
            name == NameOf(250) ? throw failure : Describe(key, folder, name));

        Assert.Same(failure, Assert.Throws<IOException>(() => lister.Next(Cancellation)));
    }

    private static string NameOf(int index) => index.ToString("000", CultureInfo.InvariantCulture);

    private StorageEntry? Describe(StorageKey key, RootedDirectory folder, string name)
    {
        Assert.True(folder.TryGetFacts(name, out FileFacts facts));
        _described.Add(key.Text);
        return new StorageEntry { Key = key, Length = facts.Length };
    }

    private FileLister Open(int pageSize, Func<StorageKey, RootedDirectory, string, StorageEntry?> describe) =>
        new(_root, FileKeys.Of(FileLayout.Plain), new ListOptions { PageSize = pageSize }, describe);

    private List<string> ListAll(int pageSize, Func<StorageKey, RootedDirectory, string, StorageEntry?> describe)
    {
        using FileLister lister = Open(pageSize, describe);
        List<string> keys = [];
        StoragePage page;
        do
        {
            page = lister.Next(Cancellation);
            keys.AddRange(page.Entries.Select(static entry => entry.Key.Text));
        }
        while (page.Continuation is not null);
        return keys;
    }
}
