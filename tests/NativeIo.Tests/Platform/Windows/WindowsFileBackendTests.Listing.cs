using System.Collections.Generic;
using System.Linq;
using System.Text;
using NativeIo.Interop.Windows;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class WindowsFileBackendTests
{
    [Fact]
    public void OpenListing_EachKindOfEntry_SaysWhatItIsWithoutOpeningIt()
    {
        const uint link = FILE.FILE_ATTRIBUTE_REPARSE_POINT;
        _script.Entries.Enqueue((".", FILE.FILE_ATTRIBUTE_DIRECTORY, 0));
        _script.Entries.Enqueue(("file", FILE.FILE_ATTRIBUTE_NORMAL, 0));
        _script.Entries.Enqueue(("d\u00e9\ud83d\ude00", FILE.FILE_ATTRIBUTE_DIRECTORY, 0));
        _script.Entries.Enqueue(("link", link, FILE.IO_REPARSE_TAG_SYMLINK));
        _script.Entries.Enqueue(("mount", link | FILE.FILE_ATTRIBUTE_DIRECTORY, FILE.IO_REPARSE_TAG_MOUNT_POINT));

        // Reparse points of clouds and of deduplication are files.
        _script.Entries.Enqueue(("cloud", link, 0x9000001A));
        (List<(string, FileKind)> found, int errorCode) = List(@"C:\folder");
        Assert.Equal(0, errorCode);
        Assert.Equal(
            [
                (".", FileKind.Directory),
                ("file", FileKind.Regular),
                ("d\u00e9\ud83d\ude00", FileKind.Directory),
                ("link", FileKind.Link),
                ("mount", FileKind.Link),
                ("cloud", FileKind.Regular),
            ],
            found);
        Assert.EndsWith("*", Assert.Single(_script.Paths));
        Assert.Equal(
            ("FindFirst", (long)FINDEX_INFO_LEVELS.FindExInfoBasic, FILE.FIND_FIRST_EX_LARGE_FETCH), _script.Calls[0]);
        Assert.Equal("FindClose", _script.Calls[^1].Call);
        Assert.DoesNotContain(_script.Calls, static call => call.Call == "Open");
    }

    [Fact]
    public void OpenListing_LongestName_IsWhole()
    {
        string name = new('\u20ac', 259);
        _script.Entries.Enqueue((name, 0, 0));
        Assert.Equal(name, Assert.Single(List(@"C:\folder").Found).Name);
    }

    [Fact]
    public void OpenListing_DriveWithoutEntries_IsEmpty()
    {
        _script.Failures["FindFirst"] = ERROR.ERROR_FILE_NOT_FOUND;
        (List<(string, FileKind)> found, int errorCode) = List(@"C:\");
        Assert.Empty(found);
        Assert.Equal(0, errorCode);
        Assert.DoesNotContain(_script.Calls, static call => call.Call == "FindClose");
    }

    [Theory]
    [InlineData(ERROR.ERROR_PATH_NOT_FOUND, IoErrorKind.NotFound)]
    [InlineData(ERROR.ERROR_DIRECTORY, IoErrorKind.NotDirectory)]
    [InlineData(ERROR.ERROR_ACCESS_DENIED, IoErrorKind.AccessDenied)]
    public void OpenListing_SystemRefuses_GivesItsCode(int errorCode, IoErrorKind kind)
    {
        _script.Failures["FindFirst"] = errorCode;
        IoResult result = _backend.OpenListing(@"C:\folder", out FolderListing? listing);
        Assert.Null(listing);
        Assert.Equal(kind, _backend.Classify(result.ErrorCode));
    }

    [Fact]
    public void OpenListing_FailsInTheMiddle_GivesWhatItHadAndTheCode()
    {
        _script.Entries.Enqueue(("a", 0, 0));
        _script.Entries.Enqueue(("b", 0, 0));
        _script.Failures["FindNext"] = ERROR.ERROR_NETNAME_DELETED;
        (List<(string Name, FileKind)> found, int errorCode) = List(@"C:\folder");
        Assert.Equal(["a", "b"], found.Select(static entry => entry.Name));
        Assert.Equal(ERROR.ERROR_NETNAME_DELETED, errorCode);
    }

    [Fact]
    public void OpenListing_WalkOfTheScriptedFolder_OpensNoFile()
    {
        _script.Attributes = FILE.FILE_ATTRIBUTE_DIRECTORY;
        _script.Failures["Open"] = ERROR.ERROR_ACCESS_DENIED;
        _script.Entries.Enqueue(("..", FILE.FILE_ATTRIBUTE_DIRECTORY, 0));
        _script.Entries.Enqueue(("file", 0, 0));
        _script.Entries.Enqueue(("other", 0, 0));
        var walker = new DirectoryWalker(_folder.Path, new DirectoryWalkOptions { Backend = _backend });
        Assert.Equal(
            [("file", FileKind.Regular), ("other", FileKind.Regular)],
            walker.Select(static entry => (entry.Name.ToString(), entry.Kind)));

        // The root itself is looked at once.
        Assert.Single(_script.Calls, static call => call.Call == "Open");
    }

    private (List<(string Name, FileKind Kind)> Found, int ErrorCode) List(string folder)
    {
        List<(string, FileKind)> found = [];
        byte[] name = new byte[FolderListing.NameLengthMax];
        Assert.True(_backend.OpenListing(folder, out FolderListing? listing).IsSuccess);
        using (listing)
        {
            while (true)
            {
                IoResult result = listing!.ReadNext(name, out FileKind kind);
                if (!result.IsSuccess || result.Value == 0)
                {
                    return (found, result.ErrorCode);
                }

                found.Add((Encoding.UTF8.GetString(name, 0, (int)result.Value), kind));
            }
        }
    }
}
