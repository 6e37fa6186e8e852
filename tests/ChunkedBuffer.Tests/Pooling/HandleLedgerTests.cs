using System;
using System.Collections.Generic;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed class HandleLedgerTests
{
    private readonly List<BlockMisuse> _reports = [];
    private readonly HandleLedger _ledger;

    public HandleLedgerTests() => _ledger = new HandleLedger(1, _reports.Add, "book");

    [Fact]
    public void Open_ManyHandles_GivesEachItsOwnNonZeroNumber()
    {
        HashSet<int> handles = [];
        for (int count = 0; count < 1000; count++)
        {
            Assert.True(handles.Add(_ledger.Open()));
        }

        Assert.DoesNotContain(0, handles);
        Assert.Equal(1000, _ledger.OpenCount);
        Assert.Equal(1000, _ledger.ListOpen().Count);
    }

    [Fact]
    public void Close_Twice_ReportsAndThrowsOnceEach()
    {
        int handle = _ledger.Open();
        _ledger.Verify(handle);
        _ledger.Close(handle);
        Assert.Throws<ObjectDisposedException>(() => _ledger.Close(handle));
        Assert.Throws<ObjectDisposedException>(() => _ledger.Verify(handle));
        Assert.Equal(
            [BlockMisuseKind.DoubleDispose, BlockMisuseKind.UseAfterDispose],
            _reports.ConvertAll(static report => report.Kind));
        Assert.All(_reports, static report => Assert.Equal("book", report.PoolName));
        Assert.All(_reports, static report => Assert.NotNull(report.ReleaserStack));
    }

    [Fact]
    public void Close_LongAfterTheFirst_StillThrowsWithoutPlaces()
    {
        int handle = _ledger.Open();
        _ledger.Close(handle);
        for (int count = 0; count < 5000; count++)
        {
            _ledger.Close(_ledger.Open());
        }

        Assert.Throws<ObjectDisposedException>(() => _ledger.Close(handle));
        Assert.Null(Assert.Single(_reports).OwnerStack);
    }
}
