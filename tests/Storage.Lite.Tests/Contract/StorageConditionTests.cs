using Xunit;

namespace Storage.Lite.Tests.Contract;

public sealed class StorageConditionTests
{
    private static readonly StorageETag s_one = new(0, 1);
    private static readonly StorageETag s_two = new(0, 2);

    [Fact]
    public void Holds_OfEachKind_ComparesExistenceAndVersion()
    {
        Assert.True(default(StorageCondition).Holds(exists: false, default));
        Assert.True(default(StorageCondition).Holds(exists: true, s_one));
        Assert.True(StorageCondition.IfAbsent.Holds(exists: false, default));
        Assert.False(StorageCondition.IfAbsent.Holds(exists: true, s_one));
        Assert.True(StorageCondition.IfMatch(s_one).Holds(exists: true, s_one));
        Assert.False(StorageCondition.IfMatch(s_one).Holds(exists: true, s_two));
        Assert.False(StorageCondition.IfMatch(s_one).Holds(exists: false, s_one));
        Assert.True(StorageCondition.IfNoneMatch(s_one).Holds(exists: true, s_two));
        Assert.True(StorageCondition.IfNoneMatch(s_one).Holds(exists: false, default));
        Assert.False(StorageCondition.IfNoneMatch(s_one).Holds(exists: true, s_one));
    }

    [Fact]
    public void Text_OfEachKind_SaysWhatIsAsked()
    {
        Assert.Equal("always", default(StorageCondition).ToString());
        Assert.Equal("if absent", StorageCondition.IfAbsent.ToString());
        Assert.Equal($"if match {s_one}", StorageCondition.IfMatch(s_one).ToString());
        Assert.Equal($"if none match {s_one}", StorageCondition.IfNoneMatch(s_one).ToString());
    }
}
