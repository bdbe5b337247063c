#!/usr/bin/env bash
# Runs the tests of this module, as they are compiled, and the app of another team against the built jar with other
# versions of aws-cdk-lib, Java and Node. Called by Maven after the jars are installed in target/it-repository:
#   mvn -Pmatrix verify    every cell; on CI the first alone
# arguments: short or all, the local repository of the build, its aws-cdk-lib, the plugin that selects a JDK
set -euo pipefail
cd "$(dirname "$0")"
cells=$1 downloaded=$2 newest=$3 toolchains=$4

# The least aws-cdk-lib of the constructs, and that of the evaluation cluster, which asks RDS to manage its password.
least=2.252.0
least_with_evaluation_cluster=2.261.0

work=$PWD/target/matrix
mkdir -p "$work"
maven=(--batch-mode --quiet --settings "$work/settings.xml" "-Dmaven.repo.local=$PWD/target/it-repository")
sed "s#@localRepositoryUrl@#file://$downloaded#" it/settings.xml > "$work/settings.xml"

# What the tests read beside the constructs; the build has installed those with their parent.
for module in local-aws command-line custom-resource operations; do
  mvn "${maven[@]}" install:install-file "-DpomFile=../$module/pom.xml" \
    "-Dfile=$(echo ../"$module/target/aurora-proxy-$module"-[0-9]*.jar)"
done

# Node comes from npm, which carries it as the package node.
node() {
  local directory="$work/node-$1"
  test -x "$directory/node_modules/node/bin/node" ||
    npm install --silent --no-audit --no-fund --prefix "$directory" "node@$1" >&2
  echo "$directory/node_modules/node/bin/node"
}

# cell AWS_CDK_LIB JDK NODE TAGS_LEFT_OUT
cell() {
  echo "aws-cdk-lib $1, JDK $2, Node $3"
  local options=("${maven[@]}" "-Daws-cdk-lib.version=$1" "-Dtoolchain.jdk.version=$2" -Dtoolchain.jdk.comparator=version)
  JSII_NODE=$(node "$3")
  export JSII_NODE
  mvn "${options[@]}" "$toolchains:select-jdk-toolchain" surefire:test \
    "-DexcludedGroups=$4" "-Dsurefire.reports=$work/reports-$1-node$3"
  local consumer="$work/another-team-$1"
  rm -rf "$consumer"
  cp -R target/it/another-team "$consumer"
  mvn "${options[@]}" --file "$consumer/pom.xml" "$toolchains:select-jdk-toolchain" test
}

cell "$least" '[17,)' 24 'long | newest-cdk | evaluation-cluster'
if [ "$cells" = all ]; then
  cell "$least" '[17,18)' 22 'long | newest-cdk | evaluation-cluster'
  cell "$least_with_evaluation_cluster" '[25,26)' 22 'long | newest-cdk'
  cell "$newest" '[17,18)' 24 long
  cell "$newest" '[25,26)' 22 long
fi
