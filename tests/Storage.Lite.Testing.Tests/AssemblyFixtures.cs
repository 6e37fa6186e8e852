using Native.TestKit;
using Xunit;

[assembly: AssemblyFixture(typeof(LeakCheck))]
