using Native.Fuzz.Afl;
using Native.TestKit;
using Xunit;

namespace Native.Fuzz.Tests.Afl;

public sealed class InputJournalTests
{
    [Fact]
    public void ReadUnfinished_RunEnded_IsNull()
    {
        using var folder = new TemporaryDirectory();
        using (var journal = new InputJournal(folder.File("journal"), 100))
        {
            journal.Begin([1, 2, 3], 3);
            journal.End();
        }

        Assert.Null(InputJournal.ReadUnfinished(folder.File("journal")));
    }

    [Fact]
    public void ReadUnfinished_RunOpen_GivesItsInput()
    {
        using var folder = new TemporaryDirectory();
        using (var journal = new InputJournal(folder.File("journal"), 100))
        {
            journal.Begin([9, 9, 9, 9], 4);
            journal.End();
            journal.Begin([1, 2, 3], 2);
        }

        Assert.Equal([1, 2], InputJournal.ReadUnfinished(folder.File("journal"))!);
    }

    [Fact]
    public void ReadUnfinished_EmptyInputOpen_GivesNoBytes()
    {
        using var folder = new TemporaryDirectory();
        using (var journal = new InputJournal(folder.File("journal"), 100))
        {
            journal.Begin([], 0);
        }

        Assert.Equal([], InputJournal.ReadUnfinished(folder.File("journal"))!);
    }
}
